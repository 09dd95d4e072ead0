import { type NumericCells, type NumericCounts, POSITION_SCALE } from '../../lambda/stats';
import fixtures from './fixtures/scipy.json';

export { fixtures };

/** Asserts agreement to nine decimals, relative to the size of the expected value. */
export function expectClose(found: number, expected: number, tolerance = 1e-9): void {
  const error = Math.abs(found - expected);
  if (!(error <= tolerance * Math.max(1, Math.abs(expected)))) {
    throw new Error(`found ${found}, expected ${expected} within ${tolerance}; differs by ${error}`);
  }
}

/** Asserts that the significant digits agree too, for small tail probabilities. */
export function expectSameDigits(found: number, expected: number, relative = 1e-9): void {
  if (!(Math.abs(found - expected) <= relative * Math.abs(expected))) {
    throw new Error(`found ${found}, expected ${expected} within a relative ${relative}`);
  }
}

/** Cells cut at these edges; an edge given twice makes an atom. */
export function cellsAt(edges: readonly number[]): NumericCells {
  return { lower: edges.slice(0, -1), upper: edges.slice(1) };
}

/** Every distinct value an atom with an interval to the next: binned without any loss. */
export function losslessCells(values: readonly number[]): NumericCells {
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  return cellsAt(distinct.flatMap((value) => [value, value]));
}

/** The plainest possible counting, by linear search: what cells mean, spelled out. */
export function countInto(cells: NumericCells, values: readonly number[]): NumericCounts {
  const size = cells.lower.length;
  const [first, last] = [cells.lower[0] as number, cells.upper[size - 1] as number];
  const counts = new Array<number>(size).fill(0);
  const positions = new Array<number>(size).fill(0);
  const outside = { underflow: 0, underflowDistance: 0, overflow: 0, overflowDistance: 0 };
  const fixed = (distance: number) => Math.round((POSITION_SCALE * distance) / (last - first));
  for (const value of values) {
    if (value < first) {
      outside.underflow += 1;
      outside.underflowDistance += fixed(first - value);
    } else if (value > last) {
      outside.overflow += 1;
      outside.overflowDistance += fixed(value - last);
    } else {
      const atom = cells.lower.findIndex((lower, cell) => lower === value && cells.upper[cell] === value);
      const inside = cells.lower.findIndex((lower, cell) => lower <= value && value < (cells.upper[cell] as number));
      const cell = atom !== -1 ? atom : inside !== -1 ? inside : size - 1;
      const [lower, upper] = [cells.lower[cell] as number, cells.upper[cell] as number];
      counts[cell] = (counts[cell] as number) + 1;
      const position = upper === lower ? 0 : (value - lower) / (upper - lower);
      positions[cell] = (positions[cell] as number) + Math.round(POSITION_SCALE * position);
    }
  }
  return { counts, positions, ...outside, nulls: 0, invalid: 0 };
}
