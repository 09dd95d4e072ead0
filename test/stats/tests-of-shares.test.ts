import fc from 'fast-check';
import {
  benjaminiHochberg,
  beyondExtremeTest,
  chiSquareHomogeneity,
  fisherExactPValue,
  kolmogorovSmirnovTest,
  kolmogorovSurvival,
  normalQuantile,
  twoProportionTest,
  wilsonInterval,
} from '../../lambda/stats';
import { expectClose, expectSameDigits, fixtures } from './support';

type Pair = readonly [number, number];
const side = ([events, rows]: readonly number[]) => ({ events: events as number, rows: rows as number });

describe('the Kolmogorov-Smirnov test', () => {
  it.each(fixtures.samples)('is exact for small samples: $name', ({ reference, current, d, exactP, stephensP }) => {
    const [n, m] = [reference.length, current.length];
    const exact = kolmogorovSmirnovTest(d, n, m);
    expect(exact.method).toBe('exact');
    expectClose(exact.pValue, exactP);
    expectClose(kolmogorovSmirnovTest(d, m, n).pValue, exactP);
    expectClose(kolmogorovSmirnovTest(d, n, m, 'asymptotic').pValue, stephensP);
  });

  it('gives the published reference values', () => {
    expectClose(kolmogorovSmirnovTest(0.2, 10, 10).pValue, 0.9944575548);

    expectClose(kolmogorovSmirnovTest(23 / 300, 200, 150).pValue, 0.6698837679);
    expectClose(kolmogorovSmirnovTest(0.05, 1000, 2000, 'asymptotic').pValue, 0.0690870174);
    expectClose(kolmogorovSmirnovTest(0.02, 1e5, 1e4).pValue, 0.0013629902);
    expectClose(kolmogorovSurvival(1), 0.2699996717);
    expectClose(kolmogorovSurvival(1.36), 0.0494858768);
  });

  it.each(fixtures.kolmogorov.stephens)('agrees with scipy at D = $d', ({ d, n, m, p }) =>
    expectSameDigits(kolmogorovSmirnovTest(d, n, m, 'asymptotic').pValue, p, 1e-9),
  );

  it.each(fixtures.kolmogorov.survival)('has the limit law of scipy at $lambda', ({ lambda, p }) =>
    expectClose(kolmogorovSurvival(lambda), p, 1e-12),
  );

  it('keeps the digits of tiny exact p-values: two samples that do not overlap', () => {
    // Only two of the C(40, 20) orders separate them.
    expectSameDigits(kolmogorovSmirnovTest(1, 20, 20).pValue, 2 / 137846528820, 1e-12);
    expect(kolmogorovSmirnovTest(0, 20, 20).pValue).toBe(1);
  });

  it('rejects what is no statistic', () => {
    expect(() => kolmogorovSmirnovTest(1.2, 5, 5)).toThrow('statistic is 1.2');
    expect(() => kolmogorovSmirnovTest(Number.NaN, 5, 5)).toThrow('statistic is NaN');
    expect(() => kolmogorovSmirnovTest(0.1, 5, 0)).toThrow('current rows: found 0');
  });
});

describe('the chi-square test of homogeneity', () => {
  it.each(fixtures.chiSquare)('agrees with scipy on $table', ({ table, statistic, df, p }) => {
    const found = chiSquareHomogeneity(table[0] as number[], table[1] as number[]);
    expectClose(found.statistic, statistic);
    expect(found.degreesOfFreedom).toBe(df);
    expectSameDigits(found.pValue, p, 1e-9);
  });

  it('gives the published reference values', () => {
    const first = chiSquareHomogeneity([120, 80, 50], [100, 110, 40]);
    expectClose(first.statistic, 7.6661350346);
    expectClose(first.pValue, 0.021643123);
    const newCategory = chiSquareHomogeneity([500, 300, 200, 0], [230, 150, 110, 10]);
    expectClose(newCategory.statistic, 21.7410517013);
    expectSameDigits(newCategory.pValue, 7.384509e-5, 1e-6);
    expectClose(chiSquareHomogeneity([100, 100, 100, 100, 100], [50, 70, 100, 130, 150]).statistic, 35.8738277932);
  });

  it('adds sparse cells together until the approximation holds, and says how many', () => {
    const reference = [900, 80, ...new Array(200).fill(1)];
    const current = [95, 5, ...new Array(200).fill(0)];
    const found = chiSquareHomogeneity(reference, current);
    expect(found.pooledCells).toBe(199);
    expect(found.degreesOfFreedom).toBe(2);
    expect(chiSquareHomogeneity(reference, current, false).degreesOfFreedom).toBe(201);
  });

  it('has nothing to test where all rows share one cell', () => {
    expect(chiSquareHomogeneity([50, 0], [20, 0])).toMatchObject({ statistic: 0, degreesOfFreedom: 0, pValue: 1 });
  });
});

describe('tests of two shares', () => {
  it.each(fixtures.proportions)('agree with scipy on $reference v $current', (row) => {
    const [reference, current] = [side(row.reference), side(row.current)];
    expectSameDigits(fisherExactPValue(reference, current), row.fisher, 1e-9);
    expectSameDigits(fisherExactPValue(reference, current, 'greater'), row.fisherGreater, 1e-9);
    const byZ = twoProportionTest(reference, current, 'two-sided', { method: 'z' });
    expectClose(byZ.statistic, row.z);
    expectClose(byZ.pValue, row.zP);
    expectClose(twoProportionTest(reference, current, 'greater', { method: 'z' }).pValue, row.zGreaterP);
  });

  it('give the published reference values', () => {
    const found = twoProportionTest({ events: 520, rows: 10000 }, { events: 580, rows: 10000 }, 'two-sided', {
      method: 'z',
    });
    expectClose(found.statistic, 1.8609684208);
    expectClose(found.pValue, 0.0627486364);
    expectClose(found.interval.lower, -0.0003220833);
    expectClose(found.interval.upper, 0.012331217);
    const wilson = wilsonInterval({ events: 45, rows: 50 }, normalQuantile(0.975));
    expectClose(wilson.lower, 0.7863976856);
    expectClose(wilson.upper, 0.9565242351);
  });

  it('stay exact where an event is rare and change over where it is common', () => {
    expect(twoProportionTest({ events: 3, rows: 1e6 }, { events: 9, rows: 1e5 }).method).toBe('Fisher exact');
    expect(twoProportionTest({ events: 3e5, rows: 1e6 }, { events: 3e4, rows: 1e5 }).method).toBe('pooled z');
    const [reference, current] = [
      { events: 20_000, rows: 1e5 },
      { events: 1_120, rows: 5_000 },
    ];
    const exact = twoProportionTest(reference, current, 'two-sided', { method: 'exact' }).pValue;
    const byZ = twoProportionTest(reference, current, 'two-sided', { method: 'z' }).pValue;
    expect(byZ / exact).toBeGreaterThan(0.7);
    expect(byZ / exact).toBeLessThan(1.3);
  });

  it('see nothing where the event never or always happens', () => {
    expect(twoProportionTest({ events: 0, rows: 9 }, { events: 0, rows: 4 })).toMatchObject({
      statistic: 0,
      pValue: 1,
    });
    expect(twoProportionTest({ events: 9, rows: 9 }, { events: 4, rows: 4 })).toMatchObject({ effect: 0, pValue: 1 });
  });

  it('contain the observed share in the Wilson interval, at 0 and 1 too', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true }), (rows, share) => {
        const interval = wilsonInterval({ events: Math.round(rows * share), rows }, 2);
        expect(interval.lower).toBeGreaterThanOrEqual(0);
        expect(interval.upper).toBeLessThanOrEqual(1);
        expect(interval.lower).toBeLessThanOrEqual(interval.share);
        expect(interval.upper).toBeGreaterThanOrEqual(interval.share);
      }),
    );
  });

  it('name an impossible count', () => {
    expect(() => fisherExactPValue({ events: 5, rows: 4 }, { events: 0, rows: 4 })).toThrow(
      'reference.events is 5 of 4',
    );
    expect(() => twoProportionTest({ events: 1, rows: 4 }, { events: Number.NaN, rows: 4 })).toThrow('events is NaN');
    expect(() => wilsonInterval({ events: 0, rows: 0 }, 2)).toThrow('rows: found 0');
  });
});

describe('the test of rows beyond an extreme', () => {
  it('is the chance that the largest of all rows are current ones', () => {
    expectClose(beyondExtremeTest(1, 1, 1).pValue, 0.5);
    expectClose(beyondExtremeTest(2, 3, 4).pValue, (3 / 7) * (2 / 6));
    expect(beyondExtremeTest(0, 10, 10).pValue).toBe(1);
  });

  it('is calm where a large window outgrows a small reference, as it must by chance', () => {
    // Ten of 10,000 rows lie beyond the largest of 1,000 on average; a test of two proportions would scream.
    expect(beyondExtremeTest(10, 10_000, 1_000).pValue).toBeGreaterThan(0.3);
    expect(fisherExactPValue({ events: 0, rows: 1_000 }, { events: 40, rows: 10_000 }, 'greater')).toBeLessThan(0.04);
    expect(beyondExtremeTest(40, 10_000, 1_000).pValue).toBeGreaterThan(0.01);
  });
});

describe('Benjamini-Hochberg', () => {
  it.each(fixtures.benjaminiHochberg)('agrees with scipy', ({ p, adjusted }) => {
    benjaminiHochberg(p).forEach((value, index) => {
      expectClose(value, adjusted[index] as number, 1e-12);
    });
  });

  it('gives the published reference values', () => {
    const p = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216];
    const expected = [0.01, 0.04, 0.084, 0.084, 0.084, 0.1, 0.10571428571, 0.216, 0.216, 0.216];
    benjaminiHochberg(p).forEach((value, index) => {
      expectClose(value, expected[index] as number);
    });
  });

  it('keeps the order of the p-values, never lowers one and ignores the order of the tests', () => {
    const list = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 60 });
    fc.assert(
      fc.property(list, (p) => {
        const adjusted = benjaminiHochberg(p);
        const pairs: Pair[] = p.map((value, index) => [value, adjusted[index] as number]);
        pairs.forEach(([raw, value]) => {
          expect(value).toBeGreaterThanOrEqual(raw * (1 - 1e-15));
          expect(value).toBeLessThanOrEqual(1);
        });
        const byRaw = [...pairs].sort((a, b) => a[0] - b[0]).map(([, value]) => value);
        expect([...byRaw].sort((a, b) => a - b)).toEqual(byRaw);
        expect(benjaminiHochberg([...p].reverse())).toEqual([...adjusted].reverse());
      }),
    );
    expect(benjaminiHochberg([])).toEqual([]);
  });

  it('rejects NaN by name', () => {
    expect(() => benjaminiHochberg([0.1, Number.NaN])).toThrow('pValues[1] is NaN');
  });
});
