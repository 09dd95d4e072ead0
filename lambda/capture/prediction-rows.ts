import { INVALID, NOT_CAPTURED } from './cell';
import type { ColumnPlan } from './column-plan';
import type { LineIdentity, RowBatch, RowSink } from './row-batch';

/** Version of a stored prediction row. */
export const PREDICTION_ROW_SCHEMA_VERSION = 1;

/** One prediction, kept to be joined with its label when that arrives. One line of JSON each. */
export interface PredictionRow {
  readonly schemaVersion: number;
  /** The caller's inference id, or the event id where it set none. */
  readonly inferenceId: string;
  /** 0-based row of a request of several rows. `inferenceId#row` names the prediction. */
  readonly row: number;
  /** When it was made, ISO 8601, as captured. */
  readonly inferenceTime: string;
  /** Outputs by name; null where the value was empty or invalid. */
  readonly outputs: Readonly<Record<string, number | string | null>>;
  /** Values of the segment fields by name. */
  readonly segments?: Readonly<Record<string, number | string | null>>;
}

/**
 * Writes the prediction rows of an object in the same pass that sketches it. Needs the scanner's `identities`; rows whose
 * response was not captured are left out.
 */
export class PredictionRowSink implements RowSink {
  /** @param write takes whole lines, line feeds included. */
  constructor(
    private readonly plan: ColumnPlan,
    private readonly write: (lines: string) => void,
  ) {}

  accept(batch: RowBatch): void {
    const { output } = this.plan;
    if (output.columns.length === 0) return;
    let lines = '';
    for (const [i, line] of batch.lines.entries()) {
      const end = batch.lines[i + 1]?.firstRow ?? batch.rows;
      for (let row = line.firstRow; row < end; row++) {
        if (batch.columns[output.offset]?.values[row] === NOT_CAPTURED) continue;
        lines += `${JSON.stringify(this.predictionRow(batch, line, row))}\n`;
      }
    }
    if (lines !== '') this.write(lines);
  }

  private predictionRow(batch: RowBatch, line: LineIdentity, row: number): PredictionRow {
    const { columns, output } = this.plan;
    const outputs: [string, number | string | null][] = [];
    const segments: [string, number | string | null][] = [];
    for (const [i, column] of columns.entries()) {
      if (i >= output.offset) outputs.push([column.name, this.value(batch, i, row)]);
      if (column.segment) segments.push([column.name, this.value(batch, i, row)]);
    }
    return {
      schemaVersion: PREDICTION_ROW_SCHEMA_VERSION,
      inferenceId: line.inferenceId ?? line.eventId,
      row: row - line.firstRow,
      inferenceTime: line.inferenceTime,
      outputs: Object.fromEntries(outputs),
      ...(segments.length > 0 ? { segments: Object.fromEntries(segments) } : {}),
    };
  }

  private value(batch: RowBatch, index: number, row: number): number | string | null {
    const column = batch.columns[index];
    const value = column?.values[row];
    if (value === undefined || Number.isNaN(value) || value === INVALID || value === NOT_CAPTURED) return null;
    const vocabulary = this.plan.columns[index]?.vocabulary;
    if (vocabulary === undefined) return value;
    return (value < 0 ? column?.texts[-value - 1] : vocabulary.names[value]) ?? null;
  }
}
