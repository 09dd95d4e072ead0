import fc from 'fast-check';
import { equalMassCells } from '../../../lambda/drift/baseline/equal-mass-cells';
import { bucketFloor, nextBucketFloor } from '../../../lambda/drift/baseline/float-bits';
import { FloatHistogram } from '../../../lambda/drift/baseline/float-histogram';
import { WindowSample } from '../../../lambda/drift/baseline/window-sample';
import { NumericCounter } from '../../../lambda/drift/numeric-counter';
import { random } from '../../capture/support/fuzz';

function cut(values: readonly number[], maxBuckets?: number) {
  const histogram = new FloatHistogram(maxBuckets);
  for (const value of values) histogram.add(value);
  const { cells, counts } = equalMassCells(histogram);
  const counter = new NumericCounter(cells);
  counter.accept(Float64Array.from(values), values.length);
  return { histogram, cells, counts, recount: counter.toCounts() };
}

const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e100, max: 1e100 });

describe('bucketFloor', () => {
  test('puts every double into one bucket that holds it', () => {
    fc.assert(
      fc.property(finite, fc.integer({ min: 0, max: 51 }), (x, dropped) => {
        const floor = bucketFloor(x, dropped);
        const next = nextBucketFloor(floor, dropped);
        expect(floor).toBeLessThanOrEqual(x);
        expect(next).toBeGreaterThan(dropped === 0 ? floor : x);
        expect(bucketFloor(floor, dropped)).toBe(floor);
      }),
      { seed: 31, numRuns: 3000 },
    );
  });
});

describe('cells of a reference', () => {
  test('hold exactly the rows that counting the reference gives, and cover its range without holes', () => {
    const discrete = fc.integer({ min: -5, max: 5 });
    const values = fc.array(fc.oneof(finite, discrete, fc.constant(0)), { minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(values, fc.constantFrom(16, 64, 65_536), (given, maxBuckets) => {
        const { cells, counts, recount, histogram } = cut(given, maxBuckets);
        expect(counts.counts).toEqual(recount.counts);
        if (histogram.exact) expect(counts.positions).toEqual(recount.positions);
        expect([recount.underflow, recount.overflow]).toEqual([0, 0]);
        expect([cells.lower[0], cells.upper.at(-1)]).toEqual([Math.min(...given) + 0, Math.max(...given) + 0]);
        for (let cell = 1; cell < cells.lower.length; cell++) expect(cells.lower[cell]).toBe(cells.upper[cell - 1]);
      }),
      { seed: 32, numRuns: 600 },
    );
  });

  test('have equal mass where values are many: 200 cells, deciles at their place', () => {
    const uniform = random(1);
    const { cells, counts } = cut(Array.from({ length: 20_000 }, uniform));
    expect(cells.lower).toHaveLength(200);
    expect(Math.max(...counts.counts)).toBe(100);
    expect(Math.min(...counts.counts)).toBe(100);
  });

  test('give a frequent value its own cell, and cover the gap between two of them', () => {
    const { cells, counts } = cut([...Array(500).fill(0), ...Array(300).fill(1), ...Array(200).fill(7)]);
    expect(cells).toEqual({ lower: [0, 0, 1, 1, 7], upper: [0, 1, 1, 7, 7] });
    expect(counts.counts).toEqual([500, 0, 300, 0, 200]);
  });

  test('stay exact in count, and nearly equal in mass, when there are more values than are kept', () => {
    const uniform = random(2);
    const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
    const values = Array.from({ length: 300_000 }, (_, i) => (i % 10 === 0 ? 2.5 : 100 + normal()));
    const { histogram, cells, counts, recount } = cut(values);
    expect(histogram.exact).toBe(false);
    expect(counts.counts).toEqual(recount.counts);
    expect(cells.lower.length).toBeGreaterThan(170);
    const masses = counts.counts.filter((count) => count > 0 && count < 20_000);
    expect(Math.max(...masses)).toBeLessThan(1500 * 1.1);
    const error = counts.positions.map(
      (position, cell) => Math.abs(position - (recount.positions[cell] as number)) / 2 ** 20,
    );
    // Positions are off by a rounding, never by a part of a cell.
    expect(Math.max(...error) / 1500).toBeLessThan(0.01);
  });

  test('do not depend on the order of the rows', () => {
    const uniform = random(3);
    const values = Array.from({ length: 90_000 }, () => 1e6 * uniform());
    const forwards = cut(values);
    const backwards = cut([...values].reverse());
    expect(backwards.cells).toEqual(forwards.cells);
    expect(backwards.counts.counts).toEqual(forwards.counts.counts);
  });
});

describe('WindowSample', () => {
  test('keeps every row up to its size, and ranks within half a per cent behind it', () => {
    for (const rows of [200, 10_000, 200_000]) {
      const sample = new WindowSample();
      const uniform = random(rows);
      for (let i = 0; i < rows; i++) sample.add(uniform());
      let all = 0;
      const below = new Array<number>(10).fill(0);
      sample.forEach((value, weight) => {
        all += weight;
        for (let decile = 1; decile < 10; decile++)
          if (value < decile / 10) below[decile] = (below[decile] as number) + weight;
      });
      expect(all).toBe(rows);
      const again = random(rows);
      const exact = new Array<number>(10).fill(0);
      for (let i = 0; i < rows; i++) {
        const value = again();
        for (let decile = 1; decile < 10; decile++)
          if (value < decile / 10) exact[decile] = (exact[decile] as number) + 1;
      }
      const worst = Math.max(...below.map((count, decile) => Math.abs(count - (exact[decile] as number)) / rows));
      expect(worst).toBeLessThan(rows === 200 ? 1e-12 : 0.005);
    }
  });
});
