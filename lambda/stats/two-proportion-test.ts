import { type Alternative, fisherExactPValue } from './fisher-exact-test';
import { normalQuantile, normalSurvival, normalTwoSided } from './normal-distribution';
import { wilsonInterval } from './wilson-interval';

export interface EventShare {
  /** Rows with the event: null, unseen, invalid, … */
  readonly events: number;
  readonly rows: number;
}

export interface TwoProportionTest {
  /** z of the pooled test; 0 where the event never, or always, happened on both sides. */
  readonly statistic: number;
  readonly pValue: number;
  /** Current share minus reference share. */
  readonly effect: number;
  /** Newcombe's interval of the effect at the given confidence. */
  readonly interval: { readonly lower: number; readonly upper: number };
  readonly method: 'Fisher exact' | 'pooled z';
  readonly n: { readonly reference: number; readonly current: number };
}

/** Above this many expected rows in the rarest cell the normal approximation is as good and needs no long sums. */
const EXACT_BELOW_EXPECTED = 1000;

/**
 * Tests whether the share of an event changed between reference and current rows: Fisher's exact test where it is
 * rare, the pooled z-test where it is not.
 *
 * @param alternative `greater` asks only whether the share rose.
 * @param confidence of the interval; default .95. Newcombe, Interval Estimation for the Difference Between Independent
 *   Proportions (1998), method 10.
 */
export function twoProportionTest(
  reference: EventShare,
  current: EventShare,
  alternative: Alternative = 'two-sided',
  options: { readonly method?: 'auto' | 'exact' | 'z'; readonly confidence?: number } = {},
): TwoProportionTest {
  const { method = 'auto', confidence = 0.95 } = options;
  const z = normalQuantile((1 + confidence) / 2);
  const [before, now] = [wilsonInterval(reference, z), wilsonInterval(current, z)];
  const effect = now.share - before.share;
  const all = reference.rows + current.rows;
  const pooled = (reference.events + current.events) / all;
  const standardError = Math.sqrt(pooled * (1 - pooled) * (1 / reference.rows + 1 / current.rows));
  const statistic = standardError === 0 ? 0 : effect / standardError;
  const rarest = Math.min(pooled, 1 - pooled) * Math.min(reference.rows, current.rows);
  const exact = method === 'exact' || (method === 'auto' && rarest < EXACT_BELOW_EXPECTED);
  const byNormal = () => (alternative === 'greater' ? normalSurvival(statistic) : normalTwoSided(statistic));
  return {
    statistic,
    pValue: exact ? fisherExactPValue(reference, current, alternative) : byNormal(),
    effect,
    interval: {
      lower: effect - Math.hypot(now.share - now.lower, before.upper - before.share),
      upper: effect + Math.hypot(now.upper - now.share, before.share - before.lower),
    },
    method: exact ? 'Fisher exact' : 'pooled z',
    n: { reference: reference.rows, current: current.rows },
  };
}
