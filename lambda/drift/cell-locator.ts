import type { NumericCells } from '../stats/summary';

/** Buckets of the grid that a search starts from. */
const GRID_SIZE = 2048;
/** Cells at each end that the grid leaves out, so that a long tail does not make its buckets wide. */
const TAIL_CELLS = 1;

const bits = new DataView(new ArrayBuffer(8));

/** The smallest double above a finite `value`. */
export function nextUp(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  bits.setFloat64(0, value);
  bits.setBigInt64(0, bits.getBigInt64(0) + (value > 0 ? 1n : -1n));
  return bits.getFloat64(0);
}

/**
 * Finds the cell of a value: the last cell whose first value is not above it. A uniform grid over the cells' middle says
 * where to start, and one or two comparisons with the cells' own edges decide, so the answer is exact.
 */
export class CellLocator {
  /** Smallest value of each cell, strictly ascending, and +∞ behind the last. */
  readonly starts: Float64Array;
  /** Least and greatest value inside the cells. */
  readonly first: number;
  readonly last: number;
  readonly grid: Uint16Array;
  readonly gridOrigin: number;
  readonly gridScale: number;

  constructor(readonly cells: NumericCells) {
    const { lower, upper } = cells;
    const size = lower.length;
    this.starts = new Float64Array(size + 1).fill(Number.POSITIVE_INFINITY);
    for (let cell = 0; cell < size; cell++) {
      const edge = lower[cell] as number;
      const behindAtom = cell > 0 && lower[cell - 1] === edge;
      this.starts[cell] = behindAtom ? nextUp(edge) : edge;
    }
    this.first = lower[0] as number;
    this.last = upper[size - 1] as number;
    const origin = this.starts[Math.min(TAIL_CELLS, size - 1)] as number;
    const end = this.starts[Math.max(0, size - 1 - TAIL_CELLS)] as number;
    const scale = GRID_SIZE / (end - origin);
    this.gridOrigin = origin;
    this.gridScale = scale > 0 && Number.isFinite(scale) ? scale : 0;
    this.grid = this.makeGrid(size);
  }

  /** grid[g] is the last cell that begins in a bucket before g: it begins at or below every value of bucket g. */
  private makeGrid(size: number): Uint16Array {
    const grid = new Uint16Array(GRID_SIZE);
    let cell = 0;
    for (let g = 0; g < GRID_SIZE; g++) {
      while (cell + 1 < size && this.bucket(this.starts[cell + 1] as number) < g) cell++;
      grid[g] = cell;
    }
    return grid;
  }

  private bucket(value: number): number {
    const place = (value - this.gridOrigin) * this.gridScale;
    return place >= GRID_SIZE - 1 ? GRID_SIZE - 1 : place > 0 ? place | 0 : 0;
  }

  /** @param value from `first` to `last`. */
  locate(value: number): number {
    const { starts } = this;
    let cell = this.grid[this.bucket(value)] as number;
    while ((starts[cell + 1] as number) <= value) cell++;
    return cell;
  }
}
