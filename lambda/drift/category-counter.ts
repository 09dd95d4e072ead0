import { INVALID } from '../capture/cell';
import type { ColumnBatch } from '../capture/row-batch';
import type { CategoryCounts } from '../stats/summary';
import { type FrequentName, FrequentNames } from './frequent-names';

/** Counts the rows of one categorical or boolean column in its baseline's vocabulary. */
export class CategoryCounter {
  private readonly counts: Float64Array;
  private readonly names = new FrequentNames();
  private unseen = 0;
  private nulls = 0;
  private invalid = 0;

  constructor(categories: number) {
    this.counts = new Float64Array(categories);
  }

  /** Counts `values[0..rows)`, cells of the column that `texts` belongs to. */
  accept(values: Float64Array, rows: number, texts: ColumnBatch['texts']): void {
    const { counts } = this;
    for (let row = 0; row < rows; row++) {
      const code = values[row] as number;
      if (code >= 0 && code < counts.length) counts[code] = (counts[code] as number) + 1;
      else if (Number.isNaN(code)) this.nulls++;
      else if (code === INVALID) this.invalid++;
      else if (code > Number.NEGATIVE_INFINITY) {
        this.unseen++;
        this.names.add(texts[-code - 1] ?? '');
      }
    }
  }

  toCounts(): CategoryCounts {
    return { counts: [...this.counts], unseen: this.unseen, nulls: this.nulls, invalid: this.invalid };
  }

  newNames(): FrequentName[] {
    return this.names.toJSON();
  }
}
