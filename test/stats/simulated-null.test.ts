import {
  chiSquareSurvival,
  DriftNulls,
  fitGeneralizedPareto,
  groupNullShape,
  type NumericCells,
  type NumericReference,
  nullTables,
  numericNullShape,
  paretoFromMeanAndLargest,
  paretoSurvival,
  paretoUpperQuantile,
  populationStabilityIndex,
  randomSource,
  SMALLEST_P_VALUE,
  simulatedRows,
  summarizeTail,
  type TailDistribution,
  tailDistribution,
  wassersteinLowerBound,
} from '../../lambda/stats';
import { countInto } from './support';

const uniforms = (rows: number, seed: number) => {
  const random = randomSource(seed);
  return Array.from({ length: rows }, () => random.nextUniform());
};

/** 200 equal cells of the unit interval, with a reference that fills them evenly. */
function uniformReference(rowsACell: number): NumericReference {
  const edges = Array.from({ length: 201 }, (_, edge) => edge / 200);
  const cells: NumericCells = { lower: edges.slice(0, -1), upper: edges.slice(1) };
  const middles = cells.lower.map((lower) => lower + 1 / 400);
  const counts = countInto(cells, middles);
  const times = (values: readonly number[]) => values.map((value) => value * rowsACell);
  const filled = { ...counts, counts: times(counts.counts), positions: times(counts.positions) };
  return { cells, counts: filled, standardDeviation: 1 / Math.sqrt(12) };
}

const REFERENCE = uniformReference(500);
const nullsOf = (shape: ReturnType<typeof groupNullShape>, draws = 20_000) =>
  new DriftNulls(new Map([['x', { shape }]]), { draws });
const at = (nulls: DriftNulls, current: number, reference = 100_000) => {
  const [found] = nulls.at([{ feature: 'x', reference, current }]);
  if (found === undefined) throw new Error('no null');
  return found;
};

const tailOf = (draws: Float64Array): TailDistribution => tailDistribution(summarizeTail(draws));

describe('the tail of a simulated distribution', () => {
  const exponentials = Float64Array.from(uniforms(20_000, 5), (uniform) => -Math.log(1 - uniform));

  it('agrees with the true one within the draws and far beyond them', () => {
    const tail = tailOf(exponentials.slice());
    for (const p of [0.5, 0.1, 0.01]) expect(tail.pValue(-Math.log(p)) / p).toBeCloseTo(1, 0);
    // 500 draws fit the tail: a single one is vague far out, the middle one of many is not.
    for (const p of [1e-3, 1e-4, 1e-5]) {
      const ratios = Array.from({ length: 25 }, (_, seed) => {
        const draws = Float64Array.from(uniforms(20_000, 100 + seed), (uniform) => -Math.log(1 - uniform));
        return tailOf(draws).pValue(-Math.log(p)) / p;
      }).sort((a, b) => a - b);
      expect(ratios[12]).toBeGreaterThan(0.6);
      expect(ratios[12]).toBeLessThan(1.6);
    }
  });

  it('falls with the value, from 1 to the smallest p-value it claims', () => {
    const tail = tailOf(exponentials.slice());
    const pValues = [-1, 0, 0.1, 1, 3, 3.7, 4, 8, 1e3, 1e300].map((value) => tail.pValue(value));
    expect([...pValues].sort((a, b) => b - a)).toEqual(pValues);
    expect(pValues[0]).toBe(1);
    expect(pValues[pValues.length - 1]).toBe(SMALLEST_P_VALUE);
  });

  it('has quantiles that its p-values give back', () => {
    const tail = tailOf(exponentials.slice());
    for (const chance of [0.02, 0.01, 1e-4, 1e-6]) {
      expect(tail.pValue(tail.upperQuantile(chance)) / chance).toBeCloseTo(1, 6);
    }
    // Where nothing is decided, steps of a twentieth, never too small.
    for (const chance of [0.9, 0.4, 0.05, 0.03]) {
      const pValue = tail.pValue(tail.upperQuantile(chance));
      expect(pValue).toBeGreaterThanOrEqual(chance - 0.005);
      expect(pValue).toBeLessThanOrEqual(chance + 0.1);
    }
  });

  it('refuses NaN and a handful of draws', () => {
    expect(() => tailOf(new Float64Array(10))).toThrow('simulated draws: found 10');
    expect(() => tailOf(exponentials.slice().fill(Number.NaN))).toThrow('NaN');
    expect(() => tailOf(exponentials.slice()).pValue(Number.NaN)).toThrow('value is NaN');
  });

  it('keeps its shape when all draws are equal', () => {
    const constant = tailOf(new Float64Array(1000).fill(2));
    expect(constant.pValue(2)).toBe(1);
    expect(constant.pValue(2.0001)).toBe(SMALLEST_P_VALUE);
  });
});

describe('the generalized Pareto law', () => {
  it.each([-0.2, 0, 0.3])('is found again from a sample of shape %d', (shape) => {
    const law = { shape, scale: 2 };
    const excesses = uniforms(20_000, 8)
      .map((uniform) => paretoUpperQuantile(law, 1 - uniform))
      .sort((a, b) => a - b);
    const fitted = fitGeneralizedPareto(excesses, { min: -0.5, max: 0.5 });
    expect(Math.abs(fitted.shape - shape)).toBeLessThan(0.03);
    expect(Math.abs(fitted.scale - 2)).toBeLessThan(0.08);
    expect(paretoSurvival(law, paretoUpperQuantile(law, 0.01))).toBeCloseTo(0.01, 10);
  });

  it('grows heavier with the largest excess, and keeps the mean', () => {
    const shapes = [2, 8, 15, 40].map((largest) => paretoFromMeanAndLargest(500, 1, largest, { min: 0, max: 0.5 }));
    expect(shapes.map(({ shape }) => shape)).toEqual([...shapes.map(({ shape }) => shape)].sort((a, b) => a - b));
    for (const { shape, scale } of shapes) expect(scale / (1 - shape)).toBeCloseTo(1, 9);
  });
});

describe('the simulated null', () => {
  it('of the index of ten even groups is chi-square with nine degrees of freedom, divided by n', () => {
    const found = at(nullsOf(groupNullShape(new Array(10).fill(10_000))), 5_000);
    for (const statistic of [9, 15, 21.67, 27.9]) {
      const expected = chiSquareSurvival(statistic, 9);
      const pValue = found.psi.pValue(statistic * (1 / 5_000 + 1 / 100_000));
      expect(pValue / expected).toBeGreaterThan(0.75);
      expect(pValue / expected).toBeLessThan(1.35);
    }
  });

  it('of W on even rows has the quantiles of the integrated Brownian bridge', () => {
    // Johnson and Killeen (1983): P(∫|B| <= .5821) = .95 and P(∫|B| <= .7518) = .99.
    const found = at(nullsOf(numericNullShape(REFERENCE)), 20_000);
    const unit = Math.sqrt(12) * Math.sqrt(1 / 20_000 + 1 / 100_000);
    expect((found.wasserstein?.upperQuantile(0.05) as number) / unit).toBeCloseTo(0.582, 1);
    const ratio = (found.wasserstein?.upperQuantile(0.01) as number) / (0.7518 * unit);
    expect(Math.abs(ratio - 1)).toBeLessThan(0.04);
  });

  it.each([50, 170, 600])('is calibrated at %d rows against windows drawn one by one', (rows) => {
    const found = at(nullsOf(numericNullShape(REFERENCE)), rows);
    const windows = 2_000;
    const random = randomSource(31 + rows);
    const beyond = { psi: 0, wasserstein: 0 };
    for (let window = 0; window < windows; window += 1) {
      const cellOf = Array.from({ length: rows }, () => Math.floor(random.nextUniform() * 200));
      const counts = new Array<number>(200).fill(0);
      for (const cell of cellOf) counts[cell] = (counts[cell] as number) + 1;
      const positions = counts.map((count) => count * 2 ** 19);
      const outside = { underflow: 0, underflowDistance: 0, overflow: 0, overflowDistance: 0, nulls: 0, invalid: 0 };
      const current = { counts, positions, ...outside };
      const deciles = Array.from({ length: 10 }, (_, group) =>
        counts.slice(group * 20, group * 20 + 20).reduce((sum, count) => sum + count, 0),
      );
      const psi = populationStabilityIndex(new Array(10).fill(10_000), deciles).statistic;
      const w = wassersteinLowerBound(REFERENCE.cells, REFERENCE.counts, current, REFERENCE.standardDeviation);
      if (found.psi.pValue(psi) <= 0.02) beyond.psi += 1;
      if ((found.wasserstein?.pValue(w.normalized) as number) <= 0.02) beyond.wasserstein += 1;
    }
    // 40 windows are expected, with a standard deviation of 6.3.
    for (const count of Object.values(beyond)) {
      expect(count).toBeGreaterThan(18);
      expect(count).toBeLessThan(63);
    }
  });

  it('widens where the reference is as small as the window', () => {
    const nulls = nullsOf(numericNullShape(REFERENCE));
    const against = (reference: number) => at(nulls, 1_000, reference).wasserstein?.upperQuantile(0.01) as number;
    expect(against(1_000) / against(1e9)).toBeCloseTo(Math.SQRT2, 1);
  });

  it('is the same to the bit in every run, whichever other features there are', () => {
    const [one, other] = [numericNullShape(REFERENCE), groupNullShape([500, 300, 200])];
    const alone = new DriftNulls(new Map([['x', { shape: one }]]), { draws: 2000 });
    const together = new DriftNulls(
      new Map([
        ['other', { shape: other }],
        ['x', { shape: one }],
      ]),
      { draws: 2000 },
    );
    const [, found] = together.at([
      { feature: 'other', reference: 1000, current: 300 },
      { feature: 'x', reference: 1000, current: 300 },
    ]);
    const [expected] = alone.at([{ feature: 'x', reference: 1000, current: 300 }]);
    const values = [0.01, 0.1, 0.2, 0.5, 1];
    expect(values.map((value) => found?.psi.pValue(value))).toEqual(values.map((value) => expected?.psi.pValue(value)));
    expect(values.map((value) => found?.wasserstein?.pValue(value))).toEqual(
      values.map((value) => expected?.wasserstein?.pValue(value)),
    );
  });

  it('gives the same bits from a stored table as from a simulation, at every number of rows', () => {
    const shape = numericNullShape(REFERENCE);
    const table = JSON.parse(JSON.stringify(nullTables(new Map([['x', shape]])).get('x')));
    const stored = new DriftNulls(new Map([['x', { shape, stored: table }]]));
    const simulated = new DriftNulls(new Map([['x', { shape }]]));
    for (const current of [30, 45, 200, 724, 1e6]) {
      const [one, other] = [at(stored, current), at(simulated, current)];
      for (const value of [0.001, 0.01, 0.05, 0.1, 0.3, 1]) {
        expect(one.psi.pValue(value)).toBe(other.psi.pValue(value));
        expect(one.wasserstein?.pValue(value)).toBe(other.wasserstein?.pValue(value));
      }
    }
  });

  it('is stored for all windows that are usually tested, and simulated for smaller ones', () => {
    const shape = groupNullShape([500, 300, 200]);
    const table = nullTables(new Map([['x', shape]])).get('x') ?? [];
    const sizes = new Set(table.map(({ rows }) => rows));
    for (let current = 30; current < 2000; current += 1) expect(sizes).toContain(simulatedRows(current));
    const [small] = [at(new DriftNulls(new Map([['x', { shape, stored: table }]])), 8)];
    expect(small.psi.pValue(0)).toBe(1);
  });

  it('is simulated anew for other draws than the stored ones', () => {
    const shape = groupNullShape([500, 300, 200]);
    const stored = nullTables(new Map([['x', shape]])).get('x');
    const [mine, other] = [{ shape, stored }, { shape }];
    const options = { draws: 2000, seed: 7 };
    const [one, two] = [mine, other].map((known) => at(new DriftNulls(new Map([['x', known]]), options), 100));
    expect(one?.psi.upperQuantile(0.001)).toBe(two?.psi.upperQuantile(0.001));
  });

  it('names a feature that the baseline does not have', () => {
    expect(() => nullsOf(groupNullShape([1, 2])).at([{ feature: 'y', reference: 9, current: 9 }])).toThrow(
      'feature y has no null shape',
    );
  });
});
