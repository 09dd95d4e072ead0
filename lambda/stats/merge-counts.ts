import { requireCount, requireCounts, requireSameLength } from './input';
import type { CategoryCounts, NumericCounts } from './summary';

/** Counts of no rows at all: what merging starts from. */
export function noNumericCounts(cells: number): NumericCounts {
  const zeros = new Array<number>(cells).fill(0);
  const outside = { underflow: 0, underflowDistance: 0, overflow: 0, overflowDistance: 0 };
  return { counts: zeros, positions: zeros, ...outside, nulls: 0, invalid: 0 };
}

/** Counts of no rows at all: what merging starts from. */
export function noCategoryCounts(categories: number): CategoryCounts {
  return { counts: new Array<number>(categories).fill(0), unseen: 0, nulls: 0, invalid: 0 };
}

function total(name: string, values: readonly number[]): number {
  const sum = requireCounts(name, values);
  requireCount(`the sum of ${name}`, sum);
  return sum;
}

function totalByCell(name: string, parts: readonly (readonly number[])[], cells: number): number[] {
  const sums = new Array<number>(cells).fill(0);
  for (const part of parts) {
    requireSameLength(name, part.length, cells);
    requireCounts(name, part);
    for (let cell = 0; cell < cells; cell += 1) sums[cell] = (sums[cell] ?? 0) + (part[cell] ?? 0);
  }
  requireCounts(`the sum of ${name}`, sums);
  return sums;
}

/**
 * Adds up the counts of any number of shards. All numbers are integers, so every order and every sharding of the same
 * rows gives the same bits.
 *
 * @throws RangeError where shards were counted in different cells, or a sum leaves the exact integers.
 */
export function mergeNumericCounts(parts: readonly NumericCounts[], cells: number): NumericCounts {
  const sum = (key: 'underflow' | 'underflowDistance' | 'overflow' | 'overflowDistance' | 'nulls' | 'invalid') =>
    total(
      key,
      parts.map((part) => part[key]),
    );
  return {
    counts: totalByCell(
      'counts',
      parts.map((part) => part.counts),
      cells,
    ),
    positions: totalByCell(
      'positions',
      parts.map((part) => part.positions),
      cells,
    ),
    underflow: sum('underflow'),
    underflowDistance: sum('underflowDistance'),
    overflow: sum('overflow'),
    overflowDistance: sum('overflowDistance'),
    nulls: sum('nulls'),
    invalid: sum('invalid'),
  };
}

/** Adds up the counts of any number of shards; see {@link mergeNumericCounts}. */
export function mergeCategoryCounts(parts: readonly CategoryCounts[], categories: number): CategoryCounts {
  const sum = (key: 'unseen' | 'nulls' | 'invalid') =>
    total(
      key,
      parts.map((part) => part[key]),
    );
  return {
    counts: totalByCell(
      'counts',
      parts.map((part) => part.counts),
      categories,
    ),
    unseen: sum('unseen'),
    nulls: sum('nulls'),
    invalid: sum('invalid'),
  };
}

/** Rows with a usable value: inside the cells or outside their range. */
export function numericRows(counts: NumericCounts): number {
  return requireCounts('counts', counts.counts) + counts.underflow + counts.overflow;
}

/** Rows with a usable value: of the baseline's vocabulary or unseen. */
export function categoryRows(counts: CategoryCounts): number {
  return requireCounts('counts', counts.counts) + counts.unseen;
}
