import { type CellDistance, cellShares } from './cell-shares';

/** Total variation distance ½·Σ|p − q|: the share of rows that would have to move for both sides to agree. */
export function totalVariationDistance(reference: readonly number[], current: readonly number[]): CellDistance {
  const shares = cellShares(reference, current);
  let sum = 0;
  shares.reference.forEach((was, cell) => {
    sum += Math.abs((shares.current[cell] ?? 0) - was);
  });
  return { statistic: Math.min(1, sum / 2), method: 'total variation distance', n: shares.n };
}
