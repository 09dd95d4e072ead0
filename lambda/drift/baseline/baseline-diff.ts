import { distributionMeter, type FieldCounts } from '../../decide';
import { POSITION_SCALE } from '../../stats';
import { NumericCounter } from '../numeric-counter';
import { type BaselineColumn, type BaselineDocument, isNumericColumn } from './baseline-document';
import { countedVocabulary, monitoredField } from './monitored-fields';

/** How one column differs between two baselines. */
export interface ColumnDiff {
  readonly name: string;
  /** `retyped`: of another kind. */
  readonly change: 'added' | 'removed' | 'retyped' | 'moved' | 'same';
  readonly before?: ColumnSummary;
  readonly after?: ColumnSummary;
  /** Means in standard deviations of the first baseline; only for numbers. */
  readonly meanShift?: number;
  /** Ratio of the standard deviations; only for numbers. */
  readonly scaleRatio?: number;
  /** Population stability index of the second against the first, as traffic is judged. */
  readonly psi?: number;
  /** First Wasserstein distance in standard deviations of the first; only for numbers. */
  readonly wasserstein?: number;
  /** Names are left out where the field is sensitive. */
  readonly newCategories?: readonly string[];
  readonly lostCategories?: readonly string[];
}

/** What a person compares first. */
export interface ColumnSummary {
  readonly kind: BaselineColumn['kind'];
  readonly nullShare: number;
  readonly mean?: number;
  readonly standardDeviation?: number;
  readonly categories?: number;
  readonly unrest99?: BaselineColumn['unrest99'];
}

/** How one baseline differs from another, for whoever approves the second. */
export interface BaselineDiff {
  readonly before: { readonly id: string; readonly version?: string; readonly rows: number };
  readonly after: { readonly id: string; readonly version?: string; readonly rows: number };
  readonly sameData: boolean;
  readonly columns: readonly ColumnDiff[];
}

/** Changes below these are `same`: the marks at which traffic would be called drifted. */
const NOTICEABLE = { psi: 0.1, wasserstein: 0.1, nullShare: 0.01 };

/** Compares two baselines column by column, in the order of the first, then what the second adds. */
export function diffBaselines(before: BaselineDocument, after: BaselineDocument): BaselineDiff {
  const old = new Map(before.columns.map((column) => [column.name, column]));
  const next = new Map(after.columns.map((column) => [column.name, column]));
  const names = [...new Set([...old.keys(), ...next.keys()])];
  const head = ({ id, version, data }: BaselineDocument) => ({ id, ...(version ? { version } : {}), rows: data.rows });
  return {
    before: head(before),
    after: head(after),
    sameData: before.data.sha256 === after.data.sha256,
    columns: names.map((name) =>
      diffColumn(name, counted(old.get(name), before), counted(next.get(name), after), before),
    ),
  };
}

/** A column with the names that its categories are counted under, whichever version wrote it. */
function counted(column: BaselineColumn | undefined, document: BaselineDocument): BaselineColumn | undefined {
  if (column === undefined || isNumericColumn(column)) return column;
  return { ...column, vocabulary: countedVocabulary(column, document) };
}

function diffColumn(
  name: string,
  before: BaselineColumn | undefined,
  after: BaselineColumn | undefined,
  document: BaselineDocument,
): ColumnDiff {
  if (before === undefined || after === undefined) {
    return after === undefined
      ? { name, change: 'removed', before: before && summary(before) }
      : { name, change: 'added', after: summary(after) };
  }
  const both = { name, before: summary(before), after: summary(after) };
  const field = monitoredField(before, document);
  const counts = recounted(before, after);
  if (counts === undefined) return { ...both, change: 'retyped' };
  const effect = distributionMeter(field).measure(counts);
  const [psi, wasserstein] = [effect?.psi, effect?.wasserstein?.normalized];
  const moved =
    Math.abs(both.before.nullShare - both.after.nullShare) >= NOTICEABLE.nullShare ||
    (psi ?? 0) >= NOTICEABLE.psi ||
    (wasserstein ?? 0) >= NOTICEABLE.wasserstein;
  const change = moved ? 'moved' : 'same';
  if (isNumericColumn(before) && isNumericColumn(after)) {
    const meanShift = (after.mean - before.mean) / before.standardDeviation;
    const scaleRatio = after.standardDeviation / before.standardDeviation;
    return { ...both, change, meanShift, scaleRatio, psi, wasserstein };
  }
  const [old, next] = [before, after].map((column) => ('vocabulary' in column ? column.vocabulary : []));
  const missingIn = (names: readonly string[] | undefined, all: readonly string[] | undefined) => {
    const known = new Set(names);
    return (all ?? []).filter((name) => !known.has(name));
  };
  if (field.sensitive) return { ...both, change, psi };
  return { ...both, change, psi, newCategories: missingIn(old, next), lostCategories: missingIn(next, old) };
}

/**
 * Rows of the second baseline in the cells of the first. Its cells stand in for its rows, each with the mean of what it
 * holds: 200 points, enough for every decile.
 */
function recounted(before: BaselineColumn, after: BaselineColumn): FieldCounts | undefined {
  if (isNumericColumn(before) && isNumericColumn(after)) {
    const counter = new NumericCounter(before.cells);
    const { lower, upper } = after.cells;
    for (const [cell, rows] of after.counts.counts.entries()) {
      if (rows === 0) continue;
      const [from, to] = [lower[cell] as number, upper[cell] as number];
      counter.add(from + ((after.counts.positions[cell] as number) / POSITION_SCALE / rows) * (to - from), rows);
    }
    return counter.toCounts();
  }
  if (isNumericColumn(before) || isNumericColumn(after)) return undefined;
  const rows = new Map(after.vocabulary.map((category, i) => [category, after.counts.counts[i] ?? 0]));
  const counts = before.vocabulary.map((category) => rows.get(category) ?? 0);
  const total = (all: Iterable<number>) => [...all].reduce((sum, count) => sum + count, 0);
  return { ...after.counts, counts, unseen: total(rows.values()) + after.counts.unseen - total(counts) };
}

function summary(column: BaselineColumn): ColumnSummary {
  const { counts, unrest99 } = column;
  const numeric = isNumericColumn(column);
  const rows = counts.counts.reduce((sum, count) => sum + count, 0) + counts.nulls + counts.invalid;
  const outside = 'unseen' in counts ? counts.unseen : 0;
  const common = { kind: column.kind, nullShare: counts.nulls / (rows + outside), ...(unrest99 ? { unrest99 } : {}) };
  return numeric
    ? { ...common, mean: column.mean, standardDeviation: column.standardDeviation }
    : { ...common, categories: column.vocabulary.length };
}
