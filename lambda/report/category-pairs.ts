import type { CategoryBaselineColumn } from '../drift';
import type { CategoryCounts } from '../stats';
import type { SharePair } from './binned-shares';

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const part = (count: number, rows: number) => (rows === 0 ? 0 : count / rows);

/** A category's share before and now, or that of several. */
export interface CategoryPair extends SharePair {
  /** All categories together that have no bar of their own. */
  readonly rest?: boolean;
}

/** The largest categories of either side, the others together, and those that the baseline never saw. */
export function categoryPairs(
  { vocabulary, counts: before }: CategoryBaselineColumn,
  now: CategoryCounts,
  most: number,
): readonly CategoryPair[] {
  const [rowsBefore, rowsNow] = [sum(before.counts) + before.unseen, sum(now.counts) + now.unseen];
  const pairs = vocabulary.map((label, i) => {
    return { label, baseline: part(before.counts[i] ?? 0, rowsBefore), current: part(now.counts[i] ?? 0, rowsNow), i };
  });
  const size = (pair: SharePair) => Math.max(pair.baseline, pair.current);
  const ordered = [...pairs].sort((a, b) => size(b) - size(a) || a.i - b.i);
  const shown = ordered.slice(0, ordered.length === most + 1 ? most + 1 : most);
  const others = ordered.slice(shown.length);
  const together = {
    label: `${others.length} others`,
    baseline: sum(others.map(({ baseline }) => baseline)),
    current: sum(others.map(({ current }) => current)),
    rest: true,
  };
  const unseen = {
    label: 'new in the window',
    baseline: part(before.unseen, rowsBefore),
    current: part(now.unseen, rowsNow),
  };
  return [
    ...shown.map(({ label, baseline, current }) => ({ label: label === '' ? '(empty)' : label, baseline, current })),
    ...(others.length > 0 ? [together] : []),
    ...(unseen.current > 0 || unseen.baseline > 0 ? [unseen] : []),
  ];
}
