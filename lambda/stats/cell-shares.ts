import { requireCounts, requireSameLength, TooLittleDataError } from './input';

export interface CellShares {
  readonly reference: readonly number[];
  readonly current: readonly number[];
  readonly n: { readonly reference: number; readonly current: number };
}

/** Counts of both sides as shares of 1. @throws TooLittleDataError where a side has no rows. */
export function cellShares(reference: readonly number[], current: readonly number[]): CellShares {
  requireSameLength('current', current.length, reference.length);
  const n = { reference: requireCounts('reference', reference), current: requireCounts('current', current) };
  if (n.reference === 0) throw new TooLittleDataError('reference rows', 0, 1);
  if (n.current === 0) throw new TooLittleDataError('current rows', 0, 1);
  return {
    reference: reference.map((count) => count / n.reference),
    current: current.map((count) => count / n.current),
    n,
  };
}

/** A distance between two distributions over the same cells. */
export interface CellDistance {
  readonly statistic: number;
  readonly method: string;
  readonly n: { readonly reference: number; readonly current: number };
}
