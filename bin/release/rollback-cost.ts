import { type ReleaseHistory, sameServing, warmWeights } from '../../lambda/decide/release';
import type { Release } from '../../lib/contract';

/** What going back to a release takes. */
export interface RollbackCost {
  /** `warm`: the version still runs, traffic moves over. `cold`: a fleet is launched. `none`: it serves already. */
  readonly kind: 'warm' | 'cold' | 'none';
  /** Median of what such changes took here; undefined where there was none yet. */
  readonly seconds?: number;
  /** Changes that the median is of. */
  readonly samples: number;
}

/** What instances of a year ago took says little about today. */
const LATEST = 20;

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length % 2 === 1) return sorted[middle];
  const [low, high] = [sorted[middle - 1], sorted[middle]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

/** Seconds of past changes that became live, newest first: those that only moved traffic, or those that moved the fleet. */
function past(kind: 'warm' | 'cold', { releases, outcomes }: ReleaseHistory): readonly number[] {
  return [...releases.values()]
    .sort((a, b) => b.number - a.number)
    .flatMap((release) => {
      const outcome = outcomes.get(release.number);
      const before = release.previous === undefined ? undefined : releases.get(release.previous);
      // Steps of a shift are watched, which says nothing about how quickly traffic moves.
      if (outcome?.state !== 'LIVE' || before === undefined || release.cause.operation === 'SHIFT') return [];
      const moved = release.endpointConfigName === before.endpointConfigName ? 'warm' : 'cold';
      return moved === kind && outcome.transitionSeconds !== undefined ? [outcome.transitionSeconds] : [];
    })
    .slice(0, LATEST);
}

/** What it would take to bring a release back now. */
export function rollbackCost(live: Release, target: Release, history: ReleaseHistory): RollbackCost {
  if (sameServing(live, target)) return { kind: 'none', seconds: 0, samples: 0 };
  const onlyWeights = live.endpointConfigName === target.endpointConfigName;
  const kind = onlyWeights || warmWeights(live, target) !== undefined ? 'warm' : 'cold';
  const samples = past(kind, history);
  return { kind, seconds: median(samples), samples: samples.length };
}
