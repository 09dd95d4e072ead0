import { chiSquareSurvival } from './incomplete-gamma';
import { requireSides } from './input';

export interface ChiSquareTest {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
  /** Cramér's V, 0..1: the statistic as an effect that does not grow with n. */
  readonly effect: number;
  readonly method: string;
  /** Cells that were added together because too few rows were expected in them. */
  readonly pooledCells: number;
  readonly n: { readonly reference: number; readonly current: number };
}

interface Cell {
  readonly reference: number;
  readonly current: number;
}

/**
 * The approximation holds where no cell expects less than one row (Cochran 1954; Koehler and Larntz 1980): adds the
 * rarest cells together until that is so.
 */
function poolSparse(cells: readonly Cell[], smallerShare: number): readonly Cell[] {
  const expected = (cell: Cell) => (cell.reference + cell.current) * smallerShare;
  const byRarity = [...cells].sort((a, b) => expected(a) - expected(b));
  const sparse = byRarity.filter((cell) => expected(cell) < 1);
  if (sparse.length === 0) return byRarity;
  const sum = (list: readonly Cell[], side: keyof Cell) => list.reduce((total, cell) => total + cell[side], 0);
  const pool = { reference: sum(sparse, 'reference'), current: sum(sparse, 'current') };
  const rest = byRarity.slice(sparse.length);
  const [rarest, ...others] = rest;
  if (expected(pool) >= 1 || rarest === undefined) return [pool, ...rest];
  return [{ reference: pool.reference + rarest.reference, current: pool.current + rarest.current }, ...others];
}

/**
 * Pearson's chi-square test that two samples come from one distribution over the same cells (2 × k, homogeneity: the
 * reference is a sample too, not the truth). Cells that are empty on both sides are left out.
 *
 * @param pooling false leaves sparse cells alone, as textbooks and scipy do.
 */
export function chiSquareHomogeneity(
  reference: readonly number[],
  current: readonly number[],
  pooling = true,
): ChiSquareTest {
  const n = requireSides(reference, current);
  const all = n.reference + n.current;
  const filled = reference
    .map((count, index) => ({ reference: count, current: current[index] ?? 0 }))
    .filter((cell) => cell.reference + cell.current > 0);
  const cells = pooling ? poolSparse(filled, Math.min(n.reference, n.current) / all) : filled;

  let statistic = 0;
  for (const cell of cells) {
    const column = (cell.reference + cell.current) / all;
    const [expectedReference, expectedCurrent] = [column * n.reference, column * n.current];
    statistic += (cell.reference - expectedReference) ** 2 / expectedReference;
    statistic += (cell.current - expectedCurrent) ** 2 / expectedCurrent;
  }
  const degreesOfFreedom = cells.length - 1;
  return {
    statistic,
    degreesOfFreedom,
    pValue: degreesOfFreedom === 0 ? 1 : chiSquareSurvival(statistic, degreesOfFreedom),
    effect: Math.sqrt(statistic / all),
    method: 'chi-square test of homogeneity',
    pooledCells: filled.length - cells.length,
    n,
  };
}
