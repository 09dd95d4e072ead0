import { booleanName, INVALID, NOT_CAPTURED, NULL, numberFromDouble, numberFromText, trimCell } from './cell';
import type { ColumnPlan, PlannedColumn } from './column-plan';
import { BATCH_ROWS, type ColumnBatch, RowBatch, type RowSink } from './row-batch';
import { SchemaMisfitError } from './schema-misfit-error';

/** A cell as a file reader gives it: text from CSV, what it was from Parquet and JSON lines. */
export type TableValue = unknown;

/** What was read from a table. */
export interface TableSummary {
  readonly rows: number;
}

/**
 * Turns records of a table (a file of training data, or of predictions) into the same batches that capture objects
 * become, so that everything behind reads both alike. Columns are found by name.
 */
export class TableRows {
  private readonly batch: RowBatch;
  private readonly sources: readonly number[];
  private readonly time: number;
  private rows = 0;

  /**
   * @param names of the table's columns.
   * @param textual whether numbers arrive as text (CSV), so that text in a numeric column is no change of type.
   * @param timeColumn column whose value becomes `inferenceTime`.
   * @throws SchemaMisfitError naming every feature that the table does not have. Outputs may be missing.
   */
  constructor(
    private readonly plan: ColumnPlan,
    names: readonly string[],
    private readonly sinks: readonly RowSink[],
    private readonly textual: boolean,
    timeColumn?: string,
  ) {
    const places = new Map(names.map((name, i) => [name, i]));
    const misfits = plan.columns
      .filter(({ side, name }) => side === 'feature' && !places.has(name))
      .map(
        ({ name }) =>
          `feature '${name}' is no column of the data, whose columns are ${listed(names)}: add or rename it`,
      );
    if (timeColumn !== undefined && !places.has(timeColumn)) {
      misfits.push(`the time column '${timeColumn}' is no column of the data, whose columns are ${listed(names)}`);
    }
    if (misfits.length > 0) throw new SchemaMisfitError(misfits);
    this.sources = plan.columns.map(({ name }) => places.get(name) ?? -1);
    this.time = timeColumn === undefined ? -1 : (places.get(timeColumn) as number);
    this.batch = new RowBatch(plan.columns.length);
  }

  /** Takes one record, in the order of the names. */
  push(record: readonly TableValue[]): void {
    const { batch, plan, sources } = this;
    const row = batch.rows;
    for (let i = 0; i < sources.length; i++) {
      const source = sources[i] as number;
      const target = batch.columns[i] as ColumnBatch;
      target.values[row] =
        source < 0 ? NOT_CAPTURED : this.cell(record[source], plan.columns[i] as PlannedColumn, target);
    }
    if (this.time >= 0) {
      const time = record[this.time];
      const inferenceTime = time instanceof Date ? isoTime(time) : String(time ?? '');
      batch.lines.push({ firstRow: row, inferenceId: undefined, eventId: '', inferenceTime });
    }
    batch.rows++;
    this.rows++;
    if (batch.rows === BATCH_ROWS) this.flush();
  }

  end(): TableSummary {
    this.flush();
    return { rows: this.rows };
  }

  private flush(): void {
    if (this.batch.rows > 0) for (const sink of this.sinks) sink.accept(this.batch);
    this.batch.clear();
  }

  private cell(value: TableValue, column: PlannedColumn, target: ColumnBatch): number {
    if (value === null || value === undefined) return NULL;
    if (this.textual && typeof value === 'string') {
      const { vocabulary } = column;
      return vocabulary ? vocabulary.cell(value, target) : numberFromText(value, column.kind === 'integer');
    }
    return tableCell(value, column, target);
  }
}

/** The cell for a typed value of Parquet or JSON lines. */
function tableCell(value: unknown, column: PlannedColumn, target: ColumnBatch): number {
  const { vocabulary, kind } = column;
  const plain = typeof value === 'bigint' ? Number(value) : value;
  if (vocabulary === undefined)
    return typeof plain === 'number' ? numberFromDouble(plain, kind === 'integer') : INVALID;
  if (typeof value === 'string') return vocabulary.cell(trimCell(value), target, true);
  if (typeof value !== 'number' && typeof value !== 'boolean' && typeof value !== 'bigint') return INVALID;
  if (kind === 'boolean' && booleanName(String(value)) === undefined) return INVALID;
  return Number.isFinite(Number(value)) ? vocabulary.cell(String(value), target, true) : INVALID;
}

function isoTime(time: Date): string {
  return Number.isNaN(time.getTime()) ? '' : time.toISOString();
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 20).map((name) => `'${name}'`);
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : shown.join(', ');
}
