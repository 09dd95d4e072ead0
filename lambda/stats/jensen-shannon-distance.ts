import { type CellDistance, cellShares } from './cell-shares';

function halfDivergence(share: number, middle: number): number {
  return share === 0 ? 0 : share * Math.log2(share / middle);
}

/**
 * Jensen-Shannon distance to base 2: the square root of the mean divergence of both sides from their midpoint. 0 for
 * equal shares, 1 for sides that share no cell; needs no smoothing. Lin, Divergence Measures Based on the Shannon
 * Entropy (1991); a metric by Endres and Schindelin (2003).
 */
export function jensenShannonDistance(reference: readonly number[], current: readonly number[]): CellDistance {
  const shares = cellShares(reference, current);
  let divergence = 0;
  shares.reference.forEach((was, cell) => {
    const is = shares.current[cell] ?? 0;
    const middle = (was + is) / 2;
    divergence += (halfDivergence(was, middle) + halfDivergence(is, middle)) / 2;
  });
  const statistic = Math.sqrt(Math.min(1, Math.max(0, divergence)));
  return { statistic, method: 'Jensen-Shannon distance, base 2', n: shares.n };
}
