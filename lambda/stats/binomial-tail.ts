import { incompleteBeta } from './incomplete-beta';
import { requireCount, requireNumber } from './input';

/** Chance of at most `events` successes in `trials`, each with the same probability. */
export function binomialAtMost(events: number, trials: number, probability: number): number {
  requireCount('events', events);
  requireCount('trials', trials);
  requireNumber('probability', probability, { min: 0, max: 1 });
  if (events >= trials) return 1;
  return incompleteBeta(trials - events, events + 1, 1 - probability, probability);
}

/** Chance of at least `events` successes in `trials`, each with the same probability. */
export function binomialAtLeast(events: number, trials: number, probability: number): number {
  requireCount('events', events);
  requireCount('trials', trials);
  requireNumber('probability', probability, { min: 0, max: 1 });
  if (events === 0) return 1;
  if (events > trials) return 0;
  return incompleteBeta(events, trials - events + 1, probability);
}
