import { requireCounts, TooLittleDataError } from './input';
import type { CategoryCounts } from './summary';

/** A category with less of the baseline than this shares a group with all other rare ones: the resolution of numbers too. */
export const RARE_CATEGORY_SHARE = 1 / 200;

/** Which group each category of a vocabulary counts in; the rest is the last group. */
export interface CategoryGroups {
  /** Places in the vocabulary of the categories that are a group each. */
  readonly common: readonly number[];
  /** Reference rows by group, common ones first, then all rare and unseen ones together. */
  readonly reference: readonly number[];
}

/**
 * Groups for the distances of a categorical feature: each common category, and one group of all rare and unseen ones.
 * Thousands of rare categories would drown every move of the common ones in noise; unseen values are rare by definition.
 */
export function categoryGroups(reference: CategoryCounts): CategoryGroups {
  const total = requireCounts('reference', reference.counts) + reference.unseen;
  if (total === 0) throw new TooLittleDataError('reference rows', 0, 1);
  const common: number[] = [];
  let rest = total;
  reference.counts.forEach((count, place) => {
    if (count < RARE_CATEGORY_SHARE * total) return;
    common.push(place);
    rest -= count;
  });
  return { common, reference: [...common.map((place) => reference.counts[place] ?? 0), rest] };
}

/** Current rows by the groups of the reference. */
export function countsByCategoryGroup(groups: CategoryGroups, counts: CategoryCounts): readonly number[] {
  const total = requireCounts('counts', counts.counts) + counts.unseen;
  const common = groups.common.map((place) => counts.counts[place] ?? 0);
  return [...common, total - common.reduce((sum, count) => sum + count, 0)];
}
