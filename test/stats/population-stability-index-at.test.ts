import fc from 'fast-check';
import { populationStabilityIndex, populationStabilityIndexAt } from '../../lambda/stats';

const count = fc.nat({ max: 5000 });
const sides = fc
  .array(fc.tuple(count, fc.oneof(fc.constant(0), count)), { minLength: 2, maxLength: 12 })
  .filter((cells) => cells.some(([was]) => was > 0) && cells.some(([, is]) => is > 0))
  .map((cells) => ({ reference: cells.map(([was]) => was), current: cells.map(([, is]) => is) }));

function sum(counts: readonly number[]): number {
  return counts.reduce((total, one) => total + one, 0);
}

describe('the population stability index at another number of rows', () => {
  it('is the index itself at its own number of rows, to the bit', () => {
    fc.assert(
      fc.property(sides, ({ reference, current }) => {
        const { statistic } = populationStabilityIndex(reference, current);
        expect(populationStabilityIndexAt(reference, current, sum(current))).toBe(statistic);
      }),
    );
  });

  it('is that of a window in which every row came several times', () => {
    fc.assert(
      fc.property(sides, fc.integer({ min: 2, max: 50 }), ({ reference, current }, times) => {
        const larger = current.map((rows) => rows * times);
        const { statistic } = populationStabilityIndex(reference, larger);
        expect(populationStabilityIndexAt(reference, current, sum(larger))).toBeCloseTo(statistic, 10);
      }),
    );
  });

  it('grows by the share of the empty cells times the logarithm of the rows', () => {
    const at = (rows: number) => populationStabilityIndexAt([30_000, 50_000, 20_000], [0, 1, 0], rows);
    expect(at(1e6) - at(1e5)).toBeCloseTo(0.5 * Math.log(10), 3);
  });

  it('refuses other cells, no rows and sides without any', () => {
    expect(() => populationStabilityIndexAt([1, 2], [1], 10)).toThrow(RangeError);
    expect(() => populationStabilityIndexAt([1, 2], [1, 0], 0)).toThrow('rows is 0');
    expect(() => populationStabilityIndexAt([1, 2], [0, 0], 10)).toThrow('current rows');
    expect(() => populationStabilityIndexAt([0, 0], [1, 0], 10)).toThrow('reference rows');
  });
});
