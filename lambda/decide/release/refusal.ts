import type { ReleaseSituation } from './release-situation';
import { cameBack, liveRelease } from './rollback-target';

/** Why a request is turned away before anything is looked at; undefined where it is not. */
export function refused({ head, history, request, progress }: ReleaseSituation): string | undefined {
  const { operation } = request;
  // A release that was asked for by its number is wanted whatever another rollback has brought back.
  const expectedLive = request.expectedLive ?? (request.to === undefined ? progress.leaves : undefined);
  if (
    expectedLive !== undefined &&
    expectedLive !== head.live &&
    progress.shifted === 0 &&
    progress.stopped === undefined
  ) {
    return `Release ${expectedLive} was expected to be live, but ${described(head.live)} is. Look at it, then ask again.`;
  }
  const needsLive = ['PROMOTE', 'ROLLBACK', 'SHIFT', 'REPAIR'].includes(operation);
  if (needsLive && head.live === undefined) return 'No release is live yet. Deploy the stack first.';
  const live = liveRelease(head, history);
  if (request.automatic === true && live !== undefined && cameBack(live, history)) {
    return `Release ${live.number} has come back already. If it is no better, a person has to decide what to do.`;
  }
  const pinned = head.pin !== undefined && ['DEPLOY', 'PROMOTE', 'SHIFT'].includes(operation);
  if (!pinned) return undefined;
  const because = head.pin?.reason === undefined ? '' : ` (${head.pin.reason})`;
  return `The endpoint is pinned to ${described(head.live)}${because}: nothing but a rollback may change it. Unpin it first.`;
}

/** A release as messages name it. */
export function described(number: number | undefined): string {
  return number === undefined ? 'no release' : `release ${number}`;
}
