import type { DriftReport } from '../../lib/contract';
import { DriftJudge, type DriftPolicy, driftReport, type FieldCounts, type ReportContext } from '../decide';
import { type NullOptions, noCategoryCounts, noNumericCounts } from '../stats';
import type { BaselineDocument } from './baseline/baseline-document';
import { monitoredField } from './baseline/monitored-fields';
import type { ColumnSketch } from './column-counter';
import type { DriftColumn } from './drift-columns';
import type { PreparedBaseline } from './prepared-baseline';
import type { SketchTotals } from './sketch';

/** Name under which rows whose response was not captured stand among the invalid rows of a report. */
export const NO_OUTPUT = 'NO_OUTPUT';

/** What the caller knows about a window and its counts do not. */
export type WindowContext = Omit<ReportContext, 'baseline' | 'rows' | 'invalidRows'>;

export interface WindowEvaluatorOptions {
  /** Thresholds, mutes, quiet days. @default the library's */
  readonly policy?: DriftPolicy;
  readonly nulls?: NullOptions;
}

/** Judges windows against one baseline. Keep it between windows: it keeps the nulls that had to be simulated. */
export class WindowEvaluator {
  private readonly judge: DriftJudge;
  private readonly policy: DriftPolicy;

  /** @throws RangeError for a policy that cannot be used. */
  constructor(
    private readonly baseline: PreparedBaseline,
    options: WindowEvaluatorOptions = {},
  ) {
    const { document } = baseline;
    const fields = document.columns.map((column) => monitoredField(column, document));
    this.policy = options.policy ?? {};
    this.judge = new DriftJudge(fields, this.policy, options.nulls);
  }

  /** @param totals merged sketches of the window; an empty window has none, and still gets its report. */
  evaluate(totals: SketchTotals, context: WindowContext): DriftReport {
    const sketches = new Map(totals.columns.map((column) => [column.name, column]));
    const counts = this.baseline.counted.map(
      (column) => [column.name, countsOf(column, sketches.get(column.name))] as const,
    );
    return driftReport(this.judge.judge(new Map(counts)), this.policy, {
      ...context,
      baseline: baselineReference(this.baseline.document),
      rows: totals.rows,
      invalidRows: invalidRows(totals),
    });
  }
}

function countsOf(column: DriftColumn, sketch: ColumnSketch | undefined): FieldCounts {
  if ('cells' in column) return sketch?.numeric ?? noNumericCounts(column.cells.lower.length);
  return sketch?.categories ?? noCategoryCounts(column.vocabulary.length);
}

function baselineReference({ id, source, data, version, createdAt, approval }: BaselineDocument) {
  return { digest: id, source, rows: data.rows, version, createdAt, approvedBy: approval?.by };
}

function invalidRows({ badLines, rowsWithoutOutput }: SketchTotals): Record<string, number> {
  const counts = Object.entries(badLines).map(([reason, { lines }]): [string, number] => [reason, lines]);
  return Object.fromEntries(rowsWithoutOutput > 0 ? [...counts, [NO_OUTPUT, rowsWithoutOutput]] : counts);
}
