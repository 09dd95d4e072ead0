import { INVALID, NOT_CAPTURED } from '../../../lambda/capture/cell';
import type { ColumnPlan } from '../../../lambda/capture/column-plan';
import type { RowBatch, RowSink } from '../../../lambda/capture/row-batch';
import type { Cell } from './oracle';

/** Keeps every row, in the oracle's words. */
export class CollectingSink implements RowSink {
  readonly rows: Cell[][] = [];
  readonly ids: string[] = [];

  constructor(private readonly plan: ColumnPlan) {}

  accept(batch: RowBatch): void {
    for (let row = 0; row < batch.rows; row++) {
      this.rows.push(
        this.plan.columns.map(({ vocabulary }, i): Cell => {
          const column = batch.columns[i];
          const value = column?.values[row] ?? Number.NaN;
          if (Number.isNaN(value)) return 'NULL';
          if (value === INVALID) return 'INVALID';
          if (value === NOT_CAPTURED) return 'NOT_CAPTURED';
          if (vocabulary === undefined) return value;
          return `=${value < 0 ? column?.texts[-value - 1] : vocabulary.names[value]}`;
        }),
      );
    }
    for (const line of batch.lines) this.ids.push(`${line.inferenceId ?? line.eventId}@${line.inferenceTime}`);
  }
}
