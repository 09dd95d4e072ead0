import type { LedgerHead, Release, ReleaseOutcome } from '../../../lib/contract';
import { leadsBack } from './running-change';
import { sameServing } from './serving';

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
 * instead of to and fro; nor is what serves as it does, and only scaled otherwise or had other tags.
 */
export function rollbackTargets(live: Release, history: ReleaseHistory): readonly Release[] {
  const origin = originOf(live, history);
  const earlier = [...history.releases.values()].filter(
    (release) =>
      release.number < origin.number &&
      history.outcomes.get(release.number)?.state === 'LIVE' &&
      !sameServing(release, origin),
  );
  return earlier.sort((a, b) => b.number - a.number);
}

/** Whether a release serves because a later one was left, be it repaired, or only scaled otherwise, since. */
export function cameBack(release: Release, history: ReleaseHistory): boolean {
  const { cause, previous, number } = release;
  if (leadsBack(cause.operation)) return true;
  const before = previous === undefined || previous >= number ? undefined : history.releases.get(previous);
  return before !== undefined && sameServing(before, release) && cameBack(before, history);
}
