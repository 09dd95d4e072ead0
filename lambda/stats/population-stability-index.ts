import { requireNumber, requireSides } from './input';

/**
 * What to do about empty cells, for which the index is infinite.
 * - `additive`: adds this many rows to every cell of both sides (default: half a row);
 * - `floor`: raises a share below this to it, without renormalising, as many tools do;
 * - `none`: leaves the index infinite where only one side of a cell is empty.
 */
export type PsiSmoothing =
  | { readonly kind: 'additive'; readonly rows: number }
  | { readonly kind: 'floor'; readonly share: number }
  | { readonly kind: 'none' };

/** Half a row a cell: bounded on empty cells, invisible on large windows. */
export const DEFAULT_PSI_SMOOTHING: PsiSmoothing = { kind: 'additive', rows: 0.5 };

export interface PopulationStabilityIndex {
  /** 0 for equal shares; .1 is commonly called moderate, .25 large. Natural logarithm. */
  readonly statistic: number;
  readonly method: string;
  readonly cells: number;
  readonly n: { readonly reference: number; readonly current: number };
}

/** Counts as shares of 1, with what is done about empty cells. */
export function smoothedShares(counts: readonly number[], total: number, smoothing: PsiSmoothing): number[] {
  if (smoothing.kind === 'additive') {
    const all = total + smoothing.rows * counts.length;
    return counts.map((count) => (count + smoothing.rows) / all);
  }
  const floor = smoothing.kind === 'floor' ? smoothing.share : 0;
  return counts.map((count) => Math.max(count / total, floor));
}

function methodName(smoothing: PsiSmoothing): string {
  if (smoothing.kind === 'additive') return `PSI, ${smoothing.rows} rows added to each cell`;
  return smoothing.kind === 'floor' ? `PSI, shares of at least ${smoothing.share}` : 'PSI, unsmoothed';
}

/** Σ (p − q)·ln(p / q). */
export function indexOfShares(q: readonly number[], p: readonly number[]): number {
  let index = 0;
  for (let cell = 0; cell < q.length; cell += 1) {
    const [was, is] = [q[cell] ?? 0, p[cell] ?? 0];
    if (was !== is) index += (is - was) * Math.log(is / was);
  }
  return index;
}

/**
 * Population stability index Σ (p − q)·ln(p / q) over the shares q of the reference and p of the current rows: the
 * symmetrised Kullback-Leibler divergence (Jeffreys, 1946).
 *
 * @throws RangeError for counts that are no whole numbers; TooLittleDataError where a side has no rows.
 */
export function populationStabilityIndex(
  reference: readonly number[],
  current: readonly number[],
  smoothing: PsiSmoothing = DEFAULT_PSI_SMOOTHING,
): PopulationStabilityIndex {
  if (smoothing.kind === 'additive') requireNumber('smoothing.rows', smoothing.rows, { min: 0 });
  if (smoothing.kind === 'floor') requireNumber('smoothing.share', smoothing.share, { min: 0, max: 1 });
  const n = requireSides(reference, current);
  const q = smoothedShares(reference, n.reference, smoothing);
  const p = smoothedShares(current, n.current, smoothing);
  return { statistic: indexOfShares(q, p), method: methodName(smoothing), cells: q.length, n };
}
