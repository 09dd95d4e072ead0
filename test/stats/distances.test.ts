import fc from 'fast-check';
import {
  hellingerDistance,
  jensenShannonDistance,
  populationStabilityIndex,
  TooLittleDataError,
  totalVariationDistance,
} from '../../lambda/stats';
import { expectClose, fixtures } from './support';

const counts = (cells: number) =>
  fc.array(fc.nat(10_000), { minLength: cells, maxLength: cells }).filter((list) => list.some((count) => count > 0));
const pairs = fc.integer({ min: 1, max: 30 }).chain((cells) => fc.tuple(counts(cells), counts(cells)));

describe('distances over cells', () => {
  it.each(fixtures.distances)('agree with numpy and scipy on $reference v $current', (row) => {
    expectClose(populationStabilityIndex(row.reference, row.current).statistic, row.psiHalfRow);
    const floored = populationStabilityIndex(row.reference, row.current, { kind: 'floor', share: 1e-4 });
    expectClose(floored.statistic, row.psiFloor);
    expectClose(jensenShannonDistance(row.reference, row.current).statistic, row.jensenShannon, 1e-8);
    expectClose(hellingerDistance(row.reference, row.current).statistic, row.hellinger, 1e-8);
    expectClose(totalVariationDistance(row.reference, row.current).statistic, row.totalVariation);
  });

  it('give the published reference values', () => {
    const decile = new Array(10).fill(100);
    const moved = [120, 90, 110, 80, 100, 95, 105, 130, 70, 100];
    expectClose(populationStabilityIndex(decile, moved, { kind: 'none' }).statistic, 0.0291876027);
    const [was, is] = [
      [50, 30, 20, 0],
      [40, 30, 20, 10],
    ] as const;
    expectClose(populationStabilityIndex(was, is, { kind: 'floor', share: 1e-4 }).statistic, 0.7123991075);
    expectClose(populationStabilityIndex(was, is, { kind: 'additive', rows: 0.5 }).statistic, 0.3201170392);
    expect(populationStabilityIndex(was, is, { kind: 'none' }).statistic).toBe(Number.POSITIVE_INFINITY);
    expectClose(jensenShannonDistance([50, 30, 20], [20, 30, 50]).statistic, 0.3095409537);
    expectClose(hellingerDistance([50, 30, 20], [20, 30, 50]).statistic, 0.2598931857);
    expectClose(totalVariationDistance([50, 30, 20], [20, 30, 50]).statistic, 0.3);
    const fifths = new Array(5).fill(100);
    expectClose(populationStabilityIndex(fifths, [50, 70, 100, 130, 150], { kind: 'none' }).statistic, 0.1470035814);
  });

  it('are 1 for sides that share no cell and 0 for equal shares', () => {
    for (const distance of [jensenShannonDistance, hellingerDistance, totalVariationDistance]) {
      expect(distance([5, 9, 0, 0], [0, 0, 1, 4]).statistic).toBeCloseTo(1, 12);
      expect(distance([1, 2, 3], [100, 200, 300]).statistic).toBe(0);
    }
    expect(populationStabilityIndex([1, 2, 3], [100, 200, 300], { kind: 'none' }).statistic).toBe(0);
  });

  it('are symmetric and stay within their bounds, whatever the counts', () => {
    fc.assert(
      fc.property(pairs, ([reference, current]) => {
        for (const distance of [jensenShannonDistance, hellingerDistance, totalVariationDistance]) {
          const there = distance(reference, current).statistic;
          expect(there).toBeCloseTo(distance(current, reference).statistic, 12);
          expect(there).toBeGreaterThanOrEqual(0);
          expect(there).toBeLessThanOrEqual(1);
        }
        const psi = populationStabilityIndex(reference, current).statistic;
        expect(psi).toBeGreaterThanOrEqual(-1e-12);
        expect(Number.isFinite(psi)).toBe(true);
        expect(psi).toBeCloseTo(populationStabilityIndex(current, reference).statistic, 9);
      }),
    );
  });

  it('never shrink when rows move from a fuller-than-reference cell to nowhere new, and grow with the move', () => {
    const psis = [0, 10, 30, 60, 90].map(
      (moved) => populationStabilityIndex([100, 100, 100], [100 - moved, 100, 100 + moved]).statistic,
    );
    expect([...psis].sort((a, b) => a - b)).toEqual(psis);
  });

  it('name what is wrong with the counts', () => {
    expect(() => populationStabilityIndex([1, Number.NaN], [1, 2])).toThrow('reference[1] is NaN');
    expect(() => jensenShannonDistance([1, 2], [1, -3])).toThrow('current[1] is -3');
    expect(() => hellingerDistance([1, 2], [1, 0.5])).toThrow('current[1] is 0.5');
    expect(() => totalVariationDistance([1, 2], [1])).toThrow('current has 1 cells, its counterpart 2');
    expect(() => populationStabilityIndex([1], [1], { kind: 'additive', rows: Number.NaN })).toThrow('smoothing.rows');
  });

  it('say so where a side has no rows', () => {
    expect(() => populationStabilityIndex([0, 0], [1, 2])).toThrow(TooLittleDataError);
    expect(() => jensenShannonDistance([1, 2], [0, 0])).toThrow('current rows: found 0, at least 1 are needed');
  });
});
