import { requireCount, requireCounts, requireNumber, requireSameLength, TooLittleDataError } from './input';
import { type NumericCells, type NumericCounts, POSITION_SCALE } from './summary';

export interface WassersteinLowerBound {
  /** In the feature's unit: the first Wasserstein distance is at least this. */
  readonly statistic: number;
  /** The same in standard deviations of the baseline. */
  readonly normalized: number;
  /** Mean of the current rows minus mean of the reference, in standard deviations: the direction of the move. */
  readonly meanShift: number;
  readonly method: string;
  readonly n: { readonly reference: number; readonly current: number };
}

function checked(name: string, counts: NumericCounts, cells: number): number {
  requireSameLength(`${name}.counts`, counts.counts.length, cells);
  requireSameLength(`${name}.positions`, counts.positions.length, cells);
  requireCounts(`${name}.positions`, counts.positions);
  for (const key of ['underflow', 'underflowDistance', 'overflow', 'overflowDistance'] as const) {
    requireCount(`${name}.${key}`, counts[key]);
  }
  const rows = requireCounts(`${name}.counts`, counts.counts) + counts.underflow + counts.overflow;
  if (rows === 0) throw new TooLittleDataError(`${name} rows`, 0, 1);
  return rows;
}

/**
 * Lower bound of the first Wasserstein (earth mover's) distance W₁ = ∫|F − G| from binned rows: Σ over the cells of
 * |∫ (F − G)| inside the cell. With the summed positions of its rows that integral is exact, so the bound is W₁ itself
 * unless F and G cross inside a cell.
 *
 * @param standardDeviation of the baseline, in the feature's unit, above 0.
 */
export function wassersteinLowerBound(
  cells: NumericCells,
  reference: NumericCounts,
  current: NumericCounts,
  standardDeviation: number,
): WassersteinLowerBound {
  requireNumber('standardDeviation', standardDeviation, { min: Number.MIN_VALUE });
  const size = cells.lower.length;
  const n = { reference: checked('reference', reference, size), current: checked('current', current, size) };
  const range = (cells.upper[size - 1] ?? 0) - (cells.lower[0] ?? 0);
  requireNumber('the range of the cells', range, { min: 0 });
  const outside = (key: 'underflowDistance' | 'overflowDistance') =>
    ((reference[key] / n.reference - current[key] / n.current) / POSITION_SCALE) * range;

  const below = outside('underflowDistance');
  const above = -outside('overflowDistance');
  let statistic = Math.abs(below) + Math.abs(above);
  let signed = below + above;
  let f = reference.underflow / n.reference;
  let g = current.underflow / n.current;
  for (let cell = 0; cell < size; cell += 1) {
    const width = (cells.upper[cell] ?? 0) - (cells.lower[cell] ?? 0);
    const [countF, countG] = [(reference.counts[cell] ?? 0) / n.reference, (current.counts[cell] ?? 0) / n.current];
    if (width > 0) {
      // A row at position u of the cell raises its distribution function over the remaining 1 - u of the width.
      const risenF = countF - (reference.positions[cell] ?? 0) / POSITION_SCALE / n.reference;
      const risenG = countG - (current.positions[cell] ?? 0) / POSITION_SCALE / n.current;
      const integral = width * (f - g + risenF - risenG);
      statistic += Math.abs(integral);
      signed += integral;
    }
    f += countF;
    g += countG;
  }
  return {
    statistic,
    normalized: statistic / standardDeviation,
    meanShift: signed / standardDeviation,
    method: 'W1 lower bound on binned rows',
    n,
  };
}
