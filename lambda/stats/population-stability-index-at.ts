import { requireNumber, requireSides } from './input';
import { DEFAULT_PSI_SMOOTHING, indexOfShares, smoothedShares } from './population-stability-index';

/**
 * The population stability index that the current rows would have if there were so many of them, in the same shares. It
 * depends on their number by the smoothing alone: a cell that they leave empty adds about q·ln(2·q·rows), which grows
 * without end, although nothing else about the window has changed.
 *
 * @param rows of the window in question.
 * @throws RangeError for counts that are no whole numbers, and for less than one row; TooLittleDataError where a side has
 * no rows.
 */
export function populationStabilityIndexAt(
  reference: readonly number[],
  current: readonly number[],
  rows: number,
): number {
  requireNumber('rows', rows, { min: 1 });
  const n = requireSides(reference, current);
  const scaled = current.map((count) => (count * rows) / n.current);
  return indexOfShares(
    smoothedShares(reference, n.reference, DEFAULT_PSI_SMOOTHING),
    smoothedShares(scaled, rows, DEFAULT_PSI_SMOOTHING),
  );
}
