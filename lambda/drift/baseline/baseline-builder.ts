import type { FeatureSchemaDocument } from '../../../lib/contract';
import { BOOLEAN_VOCABULARY } from '../../capture/cell';
import type { ColumnPlan } from '../../capture/column-plan';
import type { RowBatch, RowSink } from '../../capture/row-batch';
import { distributionMeter } from '../../decide';
import { nullTables } from '../../stats';
import {
  BASELINE_SCHEMA_VERSION,
  type BaselineColumn,
  type BaselineDocument,
  type BaselineWindows,
  baselineId,
} from './baseline-document';
import { type BaselineProblem, BaselineRefusedError } from './baseline-refused-error';
import { ColumnTally } from './column-tally';
import { equalMassCells } from './equal-mass-cells';
import { columnProblems, DEFAULT_MIN_ROWS } from './fitness';
import { monitoredField } from './monitored-fields';
import type { WindowUnit } from './time';
import { columnUnrest, MIN_WINDOW_ROWS, MIN_WINDOWS } from './unrest';
import { type TalliedWindow, WindowTally } from './window-tally';

/** Most categories that a baseline counts apart; rows of rarer ones count as unseen on both sides. */
export const MAX_VOCABULARY = 1000;

export interface BaselineBuilderOptions {
  /** Windows whose unrest is learned; needs the times of the rows. @default no unrest is learned */
  readonly windows?: WindowUnit;
  /** @default DEFAULT_MIN_ROWS */
  readonly minRows?: number;
  /** Importance of each field to the model by name, any non-negative scale. @default none is known */
  readonly importances?: Readonly<Record<string, number>>;
  /**
   * Whether what chance does to each field's statistics is simulated now, once, and stored: some seconds of processor
   * time that every later evaluation saves.
   *
   * @default true
   */
  readonly storeNulls?: boolean;
}

/** What the caller knows about the reference. */
export interface BaselineIdentity {
  readonly source: 'training' | 'captured';
  /** SHA-256 (hex) of the data. */
  readonly dataSha256: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly version?: string;
  readonly description?: string;
}

/** Builds a baseline in one pass over the reference's rows, in memory that does not grow with them. */
export class BaselineBuilder implements RowSink {
  private readonly tallies: readonly ColumnTally[];
  private readonly windows: WindowTally | undefined;
  private readonly importances: ReadonlyMap<string, number>;
  private rows = 0;

  /** @param plan without vocabularies: the builder finds them. */
  constructor(
    private readonly schema: FeatureSchemaDocument,
    plan: ColumnPlan,
    private readonly options: BaselineBuilderOptions = {},
  ) {
    this.tallies = plan.columns.map((column) => new ColumnTally(column));
    this.windows = options.windows && new WindowTally(plan.columns, options.windows);
    this.importances = new Map(Object.entries(options.importances ?? {}));
  }

  accept(batch: RowBatch): void {
    this.rows += batch.rows;
    for (const [i, tally] of this.tallies.entries()) {
      const column = batch.columns[i];
      if (column !== undefined) tally.accept(column, batch.rows);
    }
    this.windows?.accept(batch);
  }

  /** @throws BaselineRefusedError with every reason why the reference is not fit. */
  finish(identity: BaselineIdentity): BaselineDocument {
    const used = (this.windows?.sorted() ?? []).filter(({ rows }) => rows >= MIN_WINDOW_ROWS);
    const problems = [...this.problems(), ...this.windowProblems(used), ...this.importanceProblems()];
    if (problems.length > 0) throw new BaselineRefusedError(problems);
    const learned = this.tallies.flatMap((tally, i): BaselineColumn[] => {
      if (isAbsentOutput(tally)) return [];
      const column = makeColumn(tally);
      const unrest99 = used.length > 0 ? columnUnrest(column, i, { featureSchema: this.schema }, used) : undefined;
      const importance = this.importances.get(column.name);
      return [
        {
          ...column,
          ...(unrest99 === undefined ? {} : { unrest99 }),
          ...(importance === undefined ? {} : { importance }),
        },
      ];
    });
    const columns = this.options.storeNulls === false ? learned : withNulls(learned, this.schema);
    const { source, createdAt, version, description, dataSha256 } = identity;
    const document = {
      schemaVersion: BASELINE_SCHEMA_VERSION,
      ...(version === undefined ? {} : { version }),
      source,
      createdAt,
      data: { sha256: dataSha256, rows: this.rows, ...(description === undefined ? {} : { description }) },
      featureSchema: this.schema,
      columns,
      ...(this.windows === undefined ? {} : { windows: describeWindows(this.windows, used) }),
    };
    return { id: baselineId(document), ...document };
  }

  private problems(): BaselineProblem[] {
    const wanted = this.options.minRows ?? DEFAULT_MIN_ROWS;
    const tooFew: BaselineProblem[] =
      this.rows >= wanted
        ? []
        : [
            {
              code: 'TOO_FEW_ROWS',
              message: `There are ${this.rows} rows; at least ${wanted} are needed. Give more data.`,
            },
          ];
    if (this.rows === 0) return tooFew;
    return [...tooFew, ...this.tallies.filter((tally) => !isAbsentOutput(tally)).flatMap(columnProblems)];
  }

  private importanceProblems(): BaselineProblem[] {
    const names = new Set(this.tallies.map(({ column }) => column.name));
    return [...this.importances].flatMap(([name, importance]): BaselineProblem[] => {
      const usable = Number.isFinite(importance) && importance >= 0;
      const wrong = names.has(name)
        ? `is ${importance}; expected a number of at least 0`
        : 'is of no field of the schema';
      if (usable && names.has(name)) return [];
      return [{ code: 'BAD_IMPORTANCE', column: name, message: `The importance of '${name}' ${wrong}. Correct it.` }];
    });
  }

  private windowProblems(used: readonly TalliedWindow[]): BaselineProblem[] {
    if (this.windows === undefined || this.rows === 0) return [];
    if (this.windows.overflow) {
      const message = 'There are more windows than memory allows. Choose windows of a day, or a shorter time.';
      return [{ code: 'TOO_MANY_WINDOWS', message }];
    }
    if (used.length >= MIN_WINDOWS) return [];
    const message =
      `There are ${used.length} ${this.windows.unit}s with ${MIN_WINDOW_ROWS} rows or more (${this.windows.rowsWithoutTime} ` +
      `rows have no time); at least ${MIN_WINDOWS} are needed to learn how far they move. Leave out the windows, or give more data.`;
    return [{ code: 'TOO_FEW_WINDOWS', message }];
  }
}

/** Simulates all columns at once, which costs little more than one. */
function withNulls(columns: readonly BaselineColumn[], featureSchema: FeatureSchemaDocument): BaselineColumn[] {
  const shapes = columns.map(
    (column) => [column.name, distributionMeter(monitoredField(column, { featureSchema })).nullShape] as const,
  );
  const tables = nullTables(new Map(shapes));
  return columns.map((column) => ({ ...column, nulls: tables.get(column.name) }));
}

/** Training data often lacks the model's answers; then the baseline says nothing about them. */
function isAbsentOutput({ column, rows, invalid }: ColumnTally): boolean {
  return column.side === 'output' && rows === 0 && invalid === 0;
}

function makeColumn(tally: ColumnTally): BaselineColumn {
  const { column, histogram, nulls, invalid } = tally;
  const { name } = column;
  const role = column.side === 'feature' ? 'feature' : 'prediction';
  if (histogram !== undefined) {
    const { cells, counts } = equalMassCells(histogram);
    const outside = { underflow: 0, underflowDistance: 0, overflow: 0, overflowDistance: 0 };
    const { mean, standardDeviation } = tally;
    return {
      name,
      role,
      kind: column.kind as 'number' | 'integer',
      cells,
      counts: { ...counts, ...outside, nulls, invalid },
      mean,
      standardDeviation,
      min: histogram.min,
      max: histogram.max,
      exactCells: histogram.exact,
    };
  }
  const ranked = [...tally.categories].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const vocabulary =
    column.kind === 'boolean' ? BOOLEAN_VOCABULARY : ranked.slice(0, MAX_VOCABULARY).map(([category]) => category);
  const counts = vocabulary.map((category) => tally.categories.get(category) ?? 0);
  const unseen = tally.rows - counts.reduce((sum, count) => sum + count, 0);
  return {
    name,
    role,
    kind: column.kind as 'category' | 'boolean',
    vocabulary,
    counts: { counts, unseen, nulls, invalid },
  };
}

function describeWindows(windows: WindowTally, used: readonly TalliedWindow[]): BaselineWindows {
  return {
    unit: windows.unit,
    used: used.map(({ start, rows }) => ({ start: new Date(start).toISOString(), rows })),
    leftOut: windows.sorted().length - used.length,
    rowsWithoutTime: windows.rowsWithoutTime,
  };
}
