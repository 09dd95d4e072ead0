import type { LedgerHead, Release, ReleaseOutcome } from '../../../lib/contract';
import { leadsBack } from './running-change';

/** Releases of an endpoint and what became of them, by number. */
export interface ReleaseHistory {
  readonly releases: ReadonlyMap<number, Release>;
  readonly outcomes: ReadonlyMap<number, ReleaseOutcome>;
}

/** The release that serves by the ledger; undefined where none does yet. */
export function liveRelease(
  head: Pick<LedgerHead, 'live'> | undefined,
  { releases }: Pick<ReleaseHistory, 'releases'>,
): Release | undefined {
  return head?.live === undefined ? undefined : releases.get(head.live);
}

/** The release whose serving state this one has, through all that only brought it back. */
export function originOf(release: Release, history: ReleaseHistory): Release {
  let origin = release;
  // A release brings back an earlier one only, so this ends.
  while (origin.restores !== undefined && origin.restores < origin.number) {
    const restored = history.releases.get(origin.restores);
    if (restored === undefined) break;
    origin = restored;
  }
  return origin;
}

/**
 * The releases that a rollback may bring back, best first: those that were live before the one that serves came to be,
 * newest first. What was rolled back from is not among them, so that one rollback after the other walks back in time
 * instead of to and fro.
 */
export function rollbackTargets(live: Release, history: ReleaseHistory): readonly Release[] {
  const origin = originOf(live, history);
  const earlier = [...history.releases.values()].filter(
    ({ number }) => number < origin.number && history.outcomes.get(number)?.state === 'LIVE',
  );
  return earlier.sort((a, b) => b.number - a.number);
}

/** Whether a release serves because a later one was left, be it repaired since. */
export function cameBack(release: Release, history: ReleaseHistory): boolean {
  const { cause, restores, number } = release;
  if (leadsBack(cause.operation)) return true;
  const repaired = cause.operation === 'REPAIR' && restores !== undefined && restores < number;
  const before = repaired ? history.releases.get(restores) : undefined;
  return before !== undefined && cameBack(before, history);
}
