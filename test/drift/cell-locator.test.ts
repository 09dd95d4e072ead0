import fc from 'fast-check';
import { CellLocator, nextUp } from '../../lambda/drift/cell-locator';
import { NumericCounter } from '../../lambda/drift/numeric-counter';
import { MAX_OUTSIDE_DISTANCE, POSITION_SCALE } from '../../lambda/stats';

const cells = { lower: [0, 1, 1, 3, 3, 10], upper: [1, 1, 3, 3, 10, 30] };

/** Cells of every kind: edges anywhere, some of them atoms. */
const someCells = fc
  .tuple(
    fc.uniqueArray(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 2, maxLength: 60 }),
    fc.infiniteStream(fc.boolean()),
  )
  .map(([edges, atoms]) => {
    const sorted = [...edges].map((edge) => edge + 0).sort((a, b) => a - b);
    const lower: number[] = [];
    const upper: number[] = [];
    for (const [i, edge] of sorted.entries()) {
      const isAtom = atoms.next().value === true;
      if (isAtom) {
        lower.push(edge);
        upper.push(edge);
      }
      const next = sorted[i + 1];
      if (next !== undefined) {
        lower.push(edge);
        upper.push(next);
      }
    }
    return { lower, upper };
  });

/** The definition of `NumericCells`, read literally. */
function cellByDefinition({ lower, upper }: { lower: number[]; upper: number[] }, x: number): number {
  const atom = lower.findIndex((edge, cell) => edge === upper[cell] && edge === x);
  if (atom >= 0) return atom;
  const inside = lower.findIndex((edge, cell) => edge <= x && x < (upper[cell] as number));
  return inside >= 0 ? inside : lower.length - 1;
}

describe('CellLocator', () => {
  test.each([
    [0, 0],
    [0.999, 0],
    [1, 1],
    [nextUp(1), 2],
    [2.9, 2],
    [3, 3],
    [3.0001, 4],
    [10, 5],
    [30, 5],
  ])('puts %f into cell %i', (value, cell) => {
    expect(new CellLocator(cells).locate(value)).toBe(cell);
  });

  test('agrees with the definition of the cells on every edge, next to it and between', () => {
    fc.assert(
      fc.property(someCells, fc.array(fc.double({ noNaN: true, min: 0, max: 1 })), (given, places) => {
        const locator = new CellLocator(given);
        const edges = [...given.lower, ...given.upper];
        const range = locator.last - locator.first;
        const between = places.map((place) => locator.first + place * range);
        const probes = [...edges, ...edges.map(nextUp), ...edges.map((edge) => -nextUp(-edge)), ...between];
        for (const x of probes.filter((probe) => probe >= locator.first && probe <= locator.last)) {
          expect({ x, cell: locator.locate(x) }).toEqual({ x, cell: cellByDefinition(given, x) });
        }
      }),
      { seed: 11, numRuns: 300 },
    );
  });
});

describe('NumericCounter', () => {
  const count = (...values: number[]) => {
    const counter = new NumericCounter(cells);
    counter.accept(Float64Array.from(values), values.length);
    return counter.toCounts();
  };

  test('counts rows and fixed-point positions by cell', () => {
    const counts = count(0.25, 0.5, 1, 2, 30);
    expect(counts.counts).toEqual([2, 1, 1, 0, 0, 1]);
    expect(counts.positions).toEqual([0.75 * POSITION_SCALE, 0, 0.5 * POSITION_SCALE, 0, 0, POSITION_SCALE]);
  });

  test('tells nulls, invalid and not captured apart', () => {
    const counts = count(Number.NaN, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
    expect(counts).toMatchObject({ nulls: 2, invalid: 1, underflow: 0, overflow: 0 });
  });

  test('lets one wild value add no more than one range', () => {
    const counts = count(-3, 1e300, Number.MAX_VALUE, -Number.MAX_VALUE, 33);
    expect(counts).toMatchObject({ underflow: 2, overflow: 3 });
    expect(counts.underflowDistance).toBe(Math.round(0.1 * POSITION_SCALE) + MAX_OUTSIDE_DISTANCE * POSITION_SCALE);
    expect(counts.overflowDistance).toBe(Math.round(0.1 * POSITION_SCALE) + 2 * MAX_OUTSIDE_DISTANCE * POSITION_SCALE);
  });

  test('gives the same integers for any order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -20, max: 60 }), { maxLength: 200 }), (values) => {
        expect(count(...[...values].reverse())).toEqual(count(...values));
      }),
      { seed: 12, numRuns: 200 },
    );
  });
});
