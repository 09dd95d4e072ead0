import {
  fitGeneralizedPareto,
  type GeneralizedPareto,
  paretoSurvival,
  paretoUpperQuantile,
} from './generalized-pareto';
import { requireNumber, TooLittleDataError } from './input';

/** The distribution of a statistic when nothing moved. */
export interface TailDistribution {
  /** Chance of a value at least this large. Never 0: at least `SMALLEST_P_VALUE`. */
  pValue(value: number): number;
  /** The value that is reached with this chance, 0 < chance < 1. */
  upperQuantile(chance: number): number;
}

/** What a simulated distribution comes down to: small enough to be stored, and all that its p-values depend on. */
export interface TailSummary {
  /** Values that are reached with chance 1, (n − 1)/n, …, 1/n for n values: where nothing is decided, a few will do. */
  readonly body: readonly number[];
  /** Share of the draws beyond `threshold`, and the law of their excesses over it. */
  readonly share: number;
  readonly threshold: number;
  readonly law: GeneralizedPareto;
}

/** What an extrapolated tail may claim at most. */
export const SMALLEST_P_VALUE = 1e-9;

/** Share of the draws that the tail is fitted to. */
const TAIL_SHARE = 0.025;
const FEWEST_DRAWS = 1000;

/**
 * Below the tail, where nothing is decided, so many quantiles of so many draws are kept: a baseline of 300 features
 * must fit into a function's memory, and sorting all draws would take as long as half of the simulation.
 */
const BODY_STEPS = 20;
const BODY_DRAWS = 4000;

/** More digits than ten thousand draws support, and half of those that a double takes in a document. */
const DIGITS = { body: 4, tail: 7 };

/** Within which shapes a tail is fitted; a shape far outside of what the statistic can have is an accident of the draws. */
export interface TailShapes {
  readonly min: number;
  readonly max: number;
}

/** From light tails, as the normal one looks at this threshold, to those of rows with hardly a variance. */
const ANY_TAIL: TailShapes = { min: -0.1, max: 0.5 };

/** The largest draws, ascending. @param sample some of them, sorted: tells which ones need to be looked at. */
function largestDraws(draws: Float64Array, count: number, sample: Float64Array): Float64Array {
  const guess = sample[Math.floor(sample.length * (1 - (1.5 * count) / draws.length))] ?? 0;
  const candidates = draws.filter((draw) => !(draw < guess));
  const enough = candidates.length >= count ? candidates : draws.slice();
  return enough.sort().slice(-count);
}

function rounded(value: number, digits = DIGITS.tail): number {
  return Number(value.toPrecision(digits));
}

/**
 * Sums up a simulated distribution: quantiles of the draws where they are many, a generalized Pareto tail fitted to the
 * largest 2.5 % beyond, so that small p-values need no millions of draws (Knijnenburg et al., Fewer permutations, more
 * accurate P-values, 2009). All numbers are rounded here, once, so that a summary that was stored gives the same bits.
 *
 * @param draws of the statistic under the null hypothesis, independent of each other.
 */
export function summarizeTail(draws: Float64Array, shapes: TailShapes = ANY_TAIL): TailSummary {
  const n = draws.length;
  if (n < FEWEST_DRAWS) throw new TooLittleDataError('simulated draws', n, FEWEST_DRAWS);
  const sample = draws.slice(0, BODY_DRAWS).sort();
  requireNumber('the smallest draw', sample[0] ?? Number.NaN);
  const beyond = Math.floor(n * TAIL_SHARE);
  const tail = largestDraws(draws, beyond + 1, sample);
  requireNumber('the largest draw', tail[beyond] ?? Number.NaN);
  const threshold = tail[0] ?? 0;
  const law = fitGeneralizedPareto(
    tail.subarray(1).map((draw) => draw - threshold),
    shapes,
  );
  const quantile = (step: number) => sample[Math.floor((step * sample.length) / BODY_STEPS)] ?? 0;
  return {
    body: Array.from({ length: BODY_STEPS }, (_, step) => rounded(quantile(step), DIGITS.body)),
    share: rounded(beyond / n),
    threshold: rounded(threshold),
    law: { shape: rounded(law.shape), scale: rounded(law.scale) },
  };
}

/** The distribution that a summary stands for. */
export function tailDistribution({ body, share, threshold, law }: TailSummary): TailDistribution {
  const steps = body.length;
  const bodyBelow = (value: number) => {
    let [low, high] = [0, steps];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((body[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    pValue: (value) => {
      if (Number.isNaN(value)) throw new RangeError('value is NaN; expected the value of a statistic');
      // Between two kept draws the larger p-value holds.
      if (value <= threshold) return Math.max(share, Math.min(1, (steps - bodyBelow(value) + 1) / steps));
      return Math.max(SMALLEST_P_VALUE, share * paretoSurvival(law, value - threshold));
    },
    upperQuantile: (chance) => {
      requireNumber('chance', chance, { min: Number.MIN_VALUE, max: 1 });
      // The nearest quantile below: 1 - chance is a whole number of steps only up to rounding.
      const step = Math.min(steps - 1, Math.floor(steps * (1 - chance) + 1e-9));
      if (chance >= share) return Math.min(threshold, body[step] ?? 0);
      return threshold + paretoUpperQuantile(law, chance / share);
    },
  };
}
