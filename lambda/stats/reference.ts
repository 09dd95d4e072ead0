import type { CategoryCounts, NumericCells, NumericCounts } from './summary';

/** What a baseline knows about a numeric feature, as the statistics need it. */
export interface NumericReference {
  readonly cells: NumericCells;
  readonly counts: NumericCounts;
  /** Standard deviation of the baseline's values, in the feature's unit, above 0. */
  readonly standardDeviation: number;
}

/** What a baseline knows about a categorical or boolean feature. */
export interface CategoryReference {
  /** Categories, in the order of the counts. */
  readonly vocabulary: readonly string[];
  readonly counts: CategoryCounts;
}
