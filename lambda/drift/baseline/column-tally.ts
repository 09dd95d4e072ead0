import { INVALID } from '../../capture/cell';
import type { PlannedColumn } from '../../capture/column-plan';
import type { ColumnBatch } from '../../capture/row-batch';
import { FloatHistogram } from './float-histogram';

/** Distinct categories that are counted apart. Behind them a column is no category but an identifier. */
export const MAX_DISTINCT_CATEGORIES = 100_000;

/** Counts one column of the reference while its cells and its vocabulary are not known yet. */
export class ColumnTally {
  readonly histogram: FloatHistogram | undefined;
  /** Rows by category. */
  readonly categories = new Map<string, number>();
  /** Rows whose category came when 100,000 others were known. */
  uncounted = 0;
  nulls = 0;
  invalid = 0;
  /** Rows with a usable value. */
  rows = 0;
  mean = 0;
  private squares = 0;

  constructor(readonly column: PlannedColumn) {
    if (column.vocabulary === undefined) this.histogram = new FloatHistogram();
    else for (const name of column.vocabulary.names) this.categories.set(name, 0);
  }

  /** Population standard deviation, by Welford's recurrence. */
  get standardDeviation(): number {
    return this.rows === 0 ? Number.NaN : Math.sqrt(this.squares / this.rows);
  }

  accept({ values, texts }: ColumnBatch, rows: number): void {
    for (let row = 0; row < rows; row++) {
      const cell = values[row] as number;
      if (Number.isNaN(cell)) this.nulls++;
      else if (cell === INVALID) this.invalid++;
      else if (cell === Number.NEGATIVE_INFINITY) continue;
      else if (this.histogram !== undefined) this.acceptNumber(this.histogram, cell);
      else this.acceptCategory(categoryText(this.column, cell, texts));
    }
  }

  private acceptNumber(histogram: FloatHistogram, value: number): void {
    this.rows++;
    const before = value - this.mean;
    this.mean += before / this.rows;
    this.squares += before * (value - this.mean);
    histogram.add(value);
  }

  private acceptCategory(name: string): void {
    this.rows++;
    const known = this.categories.get(name);
    if (known === undefined && this.categories.size >= MAX_DISTINCT_CATEGORIES) this.uncounted++;
    else this.categories.set(name, (known ?? 0) + 1);
  }
}

/** Name of the category that a cell of a batch stands for. */
export function categoryText(column: PlannedColumn, cell: number, texts: readonly string[]): string {
  return (cell < 0 ? texts[-cell - 1] : column.vocabulary?.names[cell]) ?? '';
}
