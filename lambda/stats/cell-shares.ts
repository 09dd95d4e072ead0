import { requireSides } from './input';

export interface CellShares {
  readonly reference: readonly number[];
  readonly current: readonly number[];
  readonly n: { readonly reference: number; readonly current: number };
}

/** Counts of both sides as shares of 1. @throws TooLittleDataError where a side has no rows. */
export function cellShares(reference: readonly number[], current: readonly number[]): CellShares {
  const n = requireSides(reference, current);
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
