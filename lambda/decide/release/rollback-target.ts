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

/** The release before, where it served as this one does: what lies between changed only what stands around. */
function alikeBefore({ previous, number, ...release }: Release, { releases }: ReleaseHistory): Release | undefined {
  const before = previous === undefined || previous >= number ? undefined : releases.get(previous);
  return before !== undefined && sameServing(before, release) ? before : undefined;
}

/** The release whose serving state this one has, through all that only brought it back or changed what stands around. */
export function originOf(release: Release, history: ReleaseHistory): Release {
  const { restores, number } = release;
  // A release brings back an earlier one only, so this ends.
  const restored = restores === undefined || restores >= number ? undefined : history.releases.get(restores);
  const before = restored ?? alikeBefore(release, history);
  return before === undefined ? release : originOf(before, history);
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
  const before = alikeBefore(release, history);
  // A way back that only took back what stands around has brought back no version.
  return before === undefined ? leadsBack(release.cause.operation) : cameBack(before, history);
}
