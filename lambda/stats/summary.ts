/**
 * The mergeable summary of one feature: what a sketch holds, what a baseline holds, and all that a verdict reads.
 * Every number that is added up is an integer below 2^53, so any order of merging gives the same bits.
 */

/** Fixed-point scale of positions inside a cell and of distances outside the range. */
export const POSITION_SCALE = 2 ** 20;

/**
 * Greatest distance that one row outside the range adds, in units of the range. One wild value in a window must not move
 * the Wasserstein distance by itself; many of them still do.
 */
export const MAX_OUTSIDE_DISTANCE = 1;

/**
 * Cells of a numeric feature, cut from the baseline at equal mass, ascending and touching.
 * Cell b holds lower[b] <= x < upper[b]; the last one also holds x = upper[b]. A value that alone carries a cell's mass
 * is an atom: lower[b] = upper[b], and a following interval cell that starts there holds only x > lower.
 */
export interface NumericCells {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/** How many rows fell where, for a numeric feature. */
export interface NumericCounts {
  /** Rows by cell. */
  readonly counts: readonly number[];
  /** By cell: sum of round(POSITION_SCALE · (x − lower) / (upper − lower)); 0 for an atom. */
  readonly positions: readonly number[];
  /** Rows below the first cell, and their summed distance to it in round(POSITION_SCALE · distance / range), each capped. */
  readonly underflow: number;
  readonly underflowDistance: number;
  readonly overflow: number;
  readonly overflowDistance: number;
  /** Rows whose value is empty or null. */
  readonly nulls: number;
  /** Rows whose value is no finite number. */
  readonly invalid: number;
}

/** How many rows fell where, for a categorical or boolean feature. */
export interface CategoryCounts {
  /** Rows by category, in the order of the baseline's vocabulary. */
  readonly counts: readonly number[];
  /** Rows whose category the baseline never saw. */
  readonly unseen: number;
  readonly nulls: number;
  readonly invalid: number;
}
