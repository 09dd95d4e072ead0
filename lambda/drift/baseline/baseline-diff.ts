import { distributionMeter } from '../../decide/distribution-evidence';
import { type BaselineColumn, type BaselineDocument, isNumericColumn } from './baseline-document';
import { monitoredField } from './monitored-fields';

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
  /** Population stability index over the categories of both; only for categories and booleans. */
  readonly psi?: number;
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
const NOTICEABLE = { meanShift: 0.1, scale: 0.1, psi: 0.1, nullShare: 0.01 };

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
    columns: names.map((name) => diffColumn(name, old.get(name), next.get(name), before)),
  };
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
  const nullsMoved = Math.abs(both.before.nullShare - both.after.nullShare) >= NOTICEABLE.nullShare;
  if (isNumericColumn(before) && isNumericColumn(after)) {
    const meanShift = (after.mean - before.mean) / before.standardDeviation;
    const scaleRatio = after.standardDeviation / before.standardDeviation;
    const moved =
      nullsMoved || Math.abs(meanShift) >= NOTICEABLE.meanShift || Math.abs(scaleRatio - 1) >= NOTICEABLE.scale;
    return { ...both, change: moved ? 'moved' : 'same', meanShift, scaleRatio };
  }
  if (isNumericColumn(before) || isNumericColumn(after)) return { ...both, change: 'retyped' };
  const counts = new Map(after.vocabulary.map((category, i) => [category, after.counts.counts[i] ?? 0]));
  const known = before.vocabulary.map((category) => counts.get(category) ?? 0);
  const all = [...counts.values()].reduce((sum, count) => sum + count, after.counts.unseen);
  const unseen = all - known.reduce((sum, count) => sum + count, 0);
  const psi = distributionMeter(monitoredField(before, document)).measure({
    ...after.counts,
    counts: known,
    unseen,
  })?.psi;
  const newCategories = after.vocabulary.filter((category) => !before.vocabulary.includes(category));
  const lostCategories = before.vocabulary.filter((category) => !counts.has(category));
  const moved = nullsMoved || (psi ?? 0) >= NOTICEABLE.psi;
  return { ...both, change: moved ? 'moved' : 'same', psi, newCategories, lostCategories };
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
