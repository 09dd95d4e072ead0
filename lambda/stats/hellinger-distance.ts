import { type CellDistance, cellShares } from './cell-shares';

/** Hellinger distance √(½·Σ(√p − √q)²): 0 for equal shares, 1 for sides that share no cell. */
export function hellingerDistance(reference: readonly number[], current: readonly number[]): CellDistance {
  const shares = cellShares(reference, current);
  let sum = 0;
  shares.reference.forEach((was, cell) => {
    const difference = Math.sqrt(shares.current[cell] ?? 0) - Math.sqrt(was);
    sum += difference * difference;
  });
  return { statistic: Math.min(1, Math.sqrt(sum / 2)), method: 'Hellinger distance', n: shares.n };
}
