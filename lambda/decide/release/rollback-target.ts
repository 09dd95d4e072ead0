import type { Release, ReleaseOutcome } from '../../../lib/contract';

/** Releases of an endpoint and what became of them, by number. */
export interface ReleaseHistory {
  readonly releases: ReadonlyMap<number, Release>;
  readonly outcomes: ReadonlyMap<number, ReleaseOutcome>;
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
