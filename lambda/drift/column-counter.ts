import type { ColumnBatch } from '../capture/row-batch';
import type { CategoryCounts, NumericCounts } from '../stats/summary';
import { CategoryCounter } from './category-counter';
import type { DriftColumn } from './drift-columns';
import type { FrequentName } from './frequent-names';
import { NumericCounter } from './numeric-counter';

/** What a sketch holds of one column. */
export interface ColumnSketch {
  readonly name: string;
  /** Set for a number or an integer. */
  readonly numeric?: NumericCounts;
  /** Set for a category or a boolean. */
  readonly categories?: CategoryCounts;
  /**
   * Categories that the baseline never saw, most frequent first; digests where the field is sensitive. Advisory: no verdict
   * reads them.
   */
  readonly newNames?: readonly FrequentName[];
}

/** Counts one column, whatever its kind. */
export class ColumnCounter {
  private readonly numeric: NumericCounter | undefined;
  private readonly category: CategoryCounter | undefined;

  constructor(private readonly column: DriftColumn) {
    if ('cells' in column) this.numeric = new NumericCounter(column.cells);
    else this.category = new CategoryCounter(column.vocabulary.length);
  }

  accept(values: Float64Array, rows: number, texts: ColumnBatch['texts']): void {
    this.numeric?.accept(values, rows);
    this.category?.accept(values, rows, texts);
  }

  toJSON(): ColumnSketch {
    const { name } = this.column;
    if (this.numeric) return { name, numeric: this.numeric.toCounts() };
    const { category } = this;
    return { name, categories: category?.toCounts(), newNames: category?.newNames() };
  }
}
