import type { LedgerHead, ObservedEndpoint } from '../../../lib/contract';
import { liveRelease, type ReleaseHistory } from './rollback-target';
import { isMoving, productionVariants, serves } from './serving';

/** What a look at ledger and endpoint says. */
export type EndpointFinding =
  | { readonly kind: 'none' }
  /** A change of the machine runs, or SageMaker is at it: nothing can be said yet. */
  | { readonly kind: 'busy' }
  /** An execution died and left its lock or a half-made release. */
  | { readonly kind: 'unsettled' }
  | { readonly kind: 'different'; readonly expected: string; readonly found: string };

/**
 * Compares an endpoint with its ledger.
 *
 * @param lockHolderRuns whether the execution that holds the lock still runs; false where there is no lock
 */
export function findDifference(
  head: LedgerHead | undefined,
  history: ReleaseHistory,
  observed: ObservedEndpoint,
  lockHolderRuns: boolean,
): EndpointFinding {
  if (head === undefined) return { kind: 'none' };
  if (lockHolderRuns) return { kind: 'busy' };
  if (head.lock !== undefined || head.inFlight !== undefined) return { kind: 'unsettled' };
  if (isMoving(observed)) return { kind: 'busy' };
  const live = liveRelease(head, history);
  // Before the first release, and after the endpoint was removed with its stack, nothing is expected.
  if (live === undefined || head.intent === undefined || serves(observed, live)) return { kind: 'none' };
  const weights = productionVariants(live).map(({ variantName, weight }) => `${variantName} ${weight}`);
  const expected = `release ${live.number}: ${live.endpointConfigName}, ${weights.join(', ')}`;
  return { kind: 'different', expected, found: described(observed) };
}

function described({ status, endpointConfigName, variants = [] }: ObservedEndpoint): string {
  if (status === undefined) return 'no endpoint';
  const weights = variants.map(({ variantName, weight }) => `${variantName} ${weight}`);
  return [`${status}: ${endpointConfigName}`, ...weights].join(', ');
}
