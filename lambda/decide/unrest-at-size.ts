import type { FeatureUnrest } from '../../lib/contract';
import { populationStabilityIndexAt } from '../stats';
import type { DistributionEffect } from './distribution-evidence';

/**
 * How much of a window's population stability index is there only because the window has more rows than another. It
 * matters where groups are empty, whose terms grow by the logarithm of the rows: a day has one weekday and leaves six
 * empty, so that a busier Monday would lie farther from the reference than any Monday of the reference did.
 *
 * @param windowRows of the smaller window. @returns 0 where no group is empty, or the window has no more rows than that.
 */
export function growthWithRows(distribution: DistributionEffect, windowRows: number): number {
  const { referenceGroups, currentGroups, current, psi } = distribution;
  if (current <= windowRows || !currentGroups.includes(0)) return 0;
  return Math.max(0, psi - populationStabilityIndexAt(referenceGroups, currentGroups, windowRows));
}

/**
 * The unrest of a field, which was learned as of the smallest of the reference's windows, in a window of this many rows.
 *
 * @param windowRows of that smallest window.
 */
export function unrestAtSize(
  unrest: FeatureUnrest | undefined,
  distribution: DistributionEffect | undefined,
  windowRows: number | undefined,
): FeatureUnrest | undefined {
  if (unrest?.psi === undefined || distribution === undefined || windowRows === undefined) return unrest;
  return { ...unrest, psi: unrest.psi + growthWithRows(distribution, windowRows) };
}
