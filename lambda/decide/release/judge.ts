import type { ObservedEndpoint, Release } from '../../../lib/contract';
import { serves } from './serving';

/** Where an endpoint stands after a call: at the target, at it with other weights, where it was before, or at none. */
export interface Judgement {
  readonly outcome: 'landed' | 'reweigh' | 'back' | 'stray';
  /** In a sentence; absent where it landed. */
  readonly reason?: string;
}

/**
 * Compares the endpoint with what was wanted. "InService" alone says nothing: an endpoint that deployment guardrails
 * have rolled back is in service too.
 *
 * @param live release that served before; undefined where there was none
 */
export function judge(observed: ObservedEndpoint, target: Release, live: Release | undefined): Judgement {
  if (serves(observed, target)) return { outcome: 'landed' };
  const { status, endpointConfigName, failureReason } = observed;
  const because = failureReason === undefined ? '' : `: ${failureReason}`;
  if (live !== undefined && serves(observed, live)) {
    return { outcome: 'back', reason: `The endpoint went back to release ${live.number}${because}` };
  }
  if (live === undefined && (status === undefined || status === 'Failed')) {
    return { outcome: 'back', reason: `The endpoint did not come into service${because}` };
  }
  if (status === 'InService' && endpointConfigName === target.endpointConfigName) return { outcome: 'reweigh' };
  const found = status === undefined ? 'does not exist' : `is ${status} with ${endpointConfigName}`;
  return { outcome: 'stray', reason: `The endpoint ${found}, which is neither release${because}` };
}
