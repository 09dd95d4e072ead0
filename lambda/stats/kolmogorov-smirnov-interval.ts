import { cellShares } from './cell-shares';
import { requireCount } from './input';
import type { NumericCells, NumericCounts } from './summary';

export interface KolmogorovSmirnovInterval {
  /** D is at least this: the largest gap of the distribution functions at a cell edge. */
  readonly lower: number;
  /** D is at most this: what the rows inside a cell could add. Equal to `lower` where all cells are atoms. */
  readonly upper: number;
  readonly method: string;
  readonly n: { readonly reference: number; readonly current: number };
}

/** Counts with the rows below and above the range as cells of their own. */
function withOutside(counts: NumericCounts): number[] {
  requireCount('underflow', counts.underflow);
  requireCount('overflow', counts.overflow);
  return [counts.underflow, ...counts.counts, counts.overflow];
}

/**
 * Bounds of the two-sample Kolmogorov-Smirnov statistic D = sup|F − G| from binned rows. Inside an interval cell from
 * edge b to edge b+1, |F − G| cannot exceed max(F(b+1) − G(b), G(b+1) − F(b)); an atom has no inside.
 */
export function kolmogorovSmirnovInterval(
  cells: NumericCells,
  reference: NumericCounts,
  current: NumericCounts,
): KolmogorovSmirnovInterval {
  const shares = cellShares(withOutside(reference), withOutside(current));
  let [f, g, lower, upper] = [0, 0, 0, 0];
  shares.reference.forEach((share, index) => {
    const nextF = f + share;
    const nextG = g + (shares.current[index] ?? 0);
    lower = Math.max(lower, Math.abs(nextF - nextG));
    const inside = index - 1;
    const isAtom = cells.lower[inside] !== undefined && cells.lower[inside] === cells.upper[inside];
    if (!isAtom) upper = Math.max(upper, nextF - g, nextG - f);
    [f, g] = [nextF, nextG];
  });
  lower = Math.min(1, lower);
  return { lower, upper: Math.min(1, Math.max(lower, upper)), method: 'KS interval on binned rows', n: shares.n };
}
