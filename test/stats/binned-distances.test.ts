import fc from 'fast-check';
import {
  countsByGroup,
  equalMassGroups,
  kolmogorovSmirnovInterval,
  mergeCategoryCounts,
  mergeNumericCounts,
  noNumericCounts,
  populationStabilityIndex,
  wassersteinLowerBound,
} from '../../lambda/stats';
import { cellsAt, countInto, expectClose, fixtures, losslessCells } from './support';

const cells = cellsAt([0, 1, 2, 2, 3.5, 7, 10]);
const values = fc.array(fc.double({ min: -5, max: 15, noNaN: true }), { minLength: 1, maxLength: 60 });

/** D and W₁ of raw values, by walking the pooled sample. */
function exactDistances(reference: readonly number[], current: readonly number[]) {
  const pooled = [...reference, ...current].sort((a, b) => a - b);
  const below = (sample: readonly number[], x: number) => sample.filter((value) => value <= x).length / sample.length;
  let [d, w] = [0, 0];
  pooled.forEach((x, index) => {
    const gap = Math.abs(below(reference, x) - below(current, x));
    d = Math.max(d, gap);
    w += gap * ((pooled[index + 1] ?? x) - x);
  });
  return { d, w };
}

describe('distances on binned rows', () => {
  it.each(fixtures.samples)('equal those of the raw rows where every value is an atom: $name', (sample) => {
    const lossless = losslessCells([...sample.reference, ...sample.current]);
    const [reference, current] = [countInto(lossless, sample.reference), countInto(lossless, sample.current)];
    const w = wassersteinLowerBound(lossless, reference, current, sample.standardDeviation);
    expectClose(w.statistic, sample.wasserstein);
    expectClose(w.normalized, sample.wasserstein / sample.standardDeviation);
    expectClose(w.meanShift, sample.meanDifference / sample.standardDeviation);
    const ks = kolmogorovSmirnovInterval(lossless, reference, current);
    expectClose(ks.lower, sample.d);
  });

  it('give the published reference values', () => {
    const five = cellsAt([0, 1, 2, 3, 4, 5]);
    const side = (counts: readonly number[]) => ({ ...noNumericCounts(5), counts });
    const ks = kolmogorovSmirnovInterval(five, side([100, 100, 100, 100, 100]), side([50, 70, 100, 130, 150]));
    expectClose(ks.lower, 0.16);
    expectClose(ks.upper, 0.36);
    const [shifted, golden] = fixtures.samples as [(typeof fixtures.samples)[0], (typeof fixtures.samples)[0]];
    expectClose(shifted.wasserstein, 2);
    expectClose(shifted.wasserstein / shifted.standardDeviation, 0.6963106238);
    expectClose(golden.d, 0.0766666667);
    expectClose(golden.wasserstein / golden.standardDeviation, 0.167700354);
  });

  it('bracket the exact KS statistic and never exceed the exact Wasserstein distance', () => {
    fc.assert(
      fc.property(values, values, (before, after) => {
        const [reference, current] = [countInto(cells, before), countInto(cells, after)];
        const exact = exactDistances(before, after);
        const ks = kolmogorovSmirnovInterval(cells, reference, current);
        expect(ks.lower).toBeLessThanOrEqual(exact.d + 1e-12);
        expect(ks.upper).toBeGreaterThanOrEqual(exact.d - 1e-12);
        const w = wassersteinLowerBound(cells, reference, current, 1);
        expect(w.statistic).toBeLessThanOrEqual(exact.w + 2e-4);
        const mean = (sample: readonly number[]) => sample.reduce((sum, x) => sum + x, 0) / sample.length;
        expect(w.meanShift).toBeCloseTo(mean(after) - mean(before), 3);
        expect(w.statistic).toBeGreaterThanOrEqual(Math.abs(w.meanShift) - 1e-9);
      }),
    );
  });

  it('are symmetric', () => {
    fc.assert(
      fc.property(values, values, (before, after) => {
        const [reference, current] = [countInto(cells, before), countInto(cells, after)];
        const there = wassersteinLowerBound(cells, reference, current, 2);
        const back = wassersteinLowerBound(cells, current, reference, 2);
        expect(there.statistic).toBeCloseTo(back.statistic, 12);
        expect(there.meanShift).toBeCloseTo(-back.meanShift, 12);
      }),
    );
  });

  it('grow with the shift, inside and beyond the range', () => {
    const before = Array.from({ length: 40 }, (_, index) => index / 4);
    const reference = countInto(cells, before);
    const distances = [0, 0.3, 1, 4, 20, 500].map((shift) => {
      const moved = countInto(
        cells,
        before.map((x) => x + shift),
      );
      return wassersteinLowerBound(cells, reference, moved, 1).statistic;
    });
    expect([...distances].sort((a, b) => a - b)).toEqual(distances);
    expectClose(distances[5] as number, 500, 1e-6);
  });

  it('are the same bits for any order and any sharding of the rows', () => {
    fc.assert(
      fc.property(values, values, fc.array(fc.nat(7), { minLength: 60, maxLength: 60 }), (before, after, shardOf) => {
        const shards = Array.from({ length: 8 }, (_, shard) => after.filter((_row, index) => shardOf[index] === shard));
        const parts = shards.map((rows) => countInto(cells, rows));
        const whole = countInto(cells, [...after].reverse());
        const merged = mergeNumericCounts(parts, 6);
        const nested = mergeNumericCounts([mergeNumericCounts(parts.slice(3), 6), ...parts.slice(0, 3).reverse()], 6);
        expect(merged).toEqual(whole);
        expect(nested).toEqual(whole);
        const reference = countInto(cells, before);
        expect(wassersteinLowerBound(cells, reference, merged, 1)).toEqual(
          wassersteinLowerBound(cells, reference, whole, 1),
        );
      }),
    );
  });

  it('reject counts of other cells, broken sums and NaN by name', () => {
    const good = countInto(cells, [1, 2, 3]);
    const five = noNumericCounts(5);
    expect(() => mergeNumericCounts([good, five], 6)).toThrow('counts has 5 cells, its counterpart 6');
    expect(() => mergeNumericCounts([good, { ...good, positions: [0, 0, Number.NaN, 0, 0, 0] }], 6)).toThrow(
      'positions[2] is NaN',
    );
    const huge = { ...good, nulls: Number.MAX_SAFE_INTEGER };
    expect(() => mergeNumericCounts([huge, huge], 6)).toThrow('the sum of nulls');
    expect(() => mergeCategoryCounts([{ counts: [1], unseen: -1, nulls: 0, invalid: 0 }], 1)).toThrow(
      'unseen[0] is -1',
    );
    expect(() => wassersteinLowerBound(cells, good, good, 0)).toThrow('standardDeviation is 0');
    expect(() => wassersteinLowerBound(cells, good, { ...good, overflow: Number.NaN }, 1)).toThrow('current.overflow');
    expect(() => wassersteinLowerBound(cells, good, noNumericCounts(6), 1)).toThrow('current rows: found 0');
    expect(() => kolmogorovSmirnovInterval(cells, good, { ...good, underflow: -1 })).toThrow('underflow is -1');
  });
});

describe('equal-mass groups', () => {
  it('are the exact deciles of 200 equal-mass cells', () => {
    expect(equalMassGroups(new Array(200).fill(7))).toEqual([0, 20, 40, 60, 80, 100, 120, 140, 160, 180]);
  });

  it('keep a heavy atom in a group of its own', () => {
    const counts = [...new Array(60).fill(5), 500, ...new Array(40).fill(5)];
    const starts = equalMassGroups(counts);
    const masses = countsByGroup(counts, starts);
    expect(masses).toEqual([100, 100, 100, 500, 100, 100]);
  });

  it('lose no row, leave no group empty and number at most ten', () => {
    const anyCounts = fc.array(fc.nat(50), { minLength: 1, maxLength: 80 }).filter((list) => list.some((c) => c > 0));
    fc.assert(
      fc.property(anyCounts, fc.nat(9), fc.nat(9), (counts, below, above) => {
        const starts = equalMassGroups(counts);
        const masses = countsByGroup(counts, starts);
        expect(starts.length).toBeLessThanOrEqual(10);
        expect(Math.min(...masses)).toBeGreaterThan(0);
        const total = counts.reduce((sum, count) => sum + count, 0);
        expect(masses.reduce((sum, count) => sum + count, 0)).toBe(total);
        const all = countsByGroup(counts, starts, { below, above }).reduce((sum, count) => sum + count, 0);
        expect(all).toBe(total + below + above);
      }),
    );
  });

  it('give the index of deciles that were counted apart', () => {
    const reference = new Array(200).fill(50);
    const current = reference.map((_count, cell) => cell);
    const starts = equalMassGroups(reference);
    const grouped = populationStabilityIndex(countsByGroup(reference, starts), countsByGroup(current, starts));
    const deciles = Array.from({ length: 10 }, (_, group) =>
      current.slice(group * 20, group * 20 + 20).reduce((sum, count) => sum + count, 0),
    );
    expect(grouped.statistic).toBe(populationStabilityIndex(new Array(10).fill(1000), deciles).statistic);
  });
});
