import { INVALID, NOT_CAPTURED } from '../capture/cell';
import { MAX_OUTSIDE_DISTANCE, type NumericCells, type NumericCounts, POSITION_SCALE } from '../stats/summary';
import { CellLocator } from './cell-locator';

/** Counts the rows of one numeric column in its baseline's cells. */
export class NumericCounter {
  private readonly locator: CellLocator;
  private readonly counts: Float64Array;
  private readonly positions: Float64Array;
  /** POSITION_SCALE / width of each cell, 0 for an atom. */
  private readonly scales: Float64Array;
  private readonly outsideScale: number;
  private underflow = 0;
  private underflowDistance = 0;
  private overflow = 0;
  private overflowDistance = 0;
  private nulls = 0;
  private invalid = 0;

  constructor(cells: NumericCells) {
    const size = cells.lower.length;
    this.locator = new CellLocator(cells);
    this.counts = new Float64Array(size);
    this.positions = new Float64Array(size);
    this.scales = Float64Array.from(cells.lower, (lower, cell) => {
      const width = (cells.upper[cell] as number) - lower;
      return width > 0 ? POSITION_SCALE / width : 0;
    });
    const range = this.locator.last - this.locator.first;
    this.outsideScale = range > 0 ? POSITION_SCALE / range : Number.POSITIVE_INFINITY;
  }

  /** Counts `values[0..rows)`. */
  accept(values: Float64Array, rows: number): void {
    const { counts, positions, scales } = this;
    const { first, last, starts, grid, gridOrigin, gridScale } = this.locator;
    const lastBucket = grid.length - 1;
    for (let row = 0; row < rows; row++) {
      const value = values[row] as number;
      if (value >= first && value <= last) {
        const place = (value - gridOrigin) * gridScale;
        let cell = grid[place >= lastBucket ? lastBucket : place > 0 ? place | 0 : 0] as number;
        while ((starts[cell + 1] as number) <= value) cell++;
        counts[cell] = (counts[cell] as number) + 1;
        const position = (value - (starts[cell] as number)) * (scales[cell] as number);
        positions[cell] = (positions[cell] as number) + ((position + 0.5) | 0);
      } else {
        this.acceptOutside(value);
      }
    }
  }

  /** Counts one value that stands for several rows. */
  add(value: number, rows: number): void {
    const { first, last, starts } = this.locator;
    if (!(value >= first && value <= last)) {
      for (let i = 0; i < rows; i++) this.acceptOutside(value);
      return;
    }
    const cell = this.locator.locate(value);
    const position = (value - (starts[cell] as number)) * (this.scales[cell] as number);
    this.counts[cell] = (this.counts[cell] as number) + rows;
    this.positions[cell] = (this.positions[cell] as number) + rows * ((position + 0.5) | 0);
  }

  private acceptOutside(value: number): void {
    if (Number.isNaN(value)) this.nulls++;
    else if (value === INVALID) this.invalid++;
    else if (value === NOT_CAPTURED) return;
    else if (value < this.locator.first) {
      this.underflow++;
      this.underflowDistance += this.distance(this.locator.first - value);
    } else {
      this.overflow++;
      this.overflowDistance += this.distance(value - this.locator.last);
    }
  }

  private distance(beyond: number): number {
    return Math.round(Math.min(beyond * this.outsideScale, MAX_OUTSIDE_DISTANCE * POSITION_SCALE));
  }

  toCounts(): NumericCounts {
    return {
      counts: [...this.counts],
      positions: [...this.positions],
      underflow: this.underflow,
      underflowDistance: this.underflowDistance,
      overflow: this.overflow,
      overflowDistance: this.overflowDistance,
      nulls: this.nulls,
      invalid: this.invalid,
    };
  }
}
