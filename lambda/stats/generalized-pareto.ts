/**
 * The generalized Pareto law of what exceeds a high threshold, whatever the distribution (Pickands 1975).
 * Survival (1 + shape·x/scale)^(−1/shape); shape 0 is the exponential law.
 */
export interface GeneralizedPareto {
  readonly shape: number;
  readonly scale: number;
}

const NEARLY_EXPONENTIAL = 1e-6;

/** Chance that an excess is larger than x. */
export function paretoSurvival(law: GeneralizedPareto, x: number): number {
  if (Math.abs(law.shape) < NEARLY_EXPONENTIAL) return Math.exp(-x / law.scale);
  return Math.max(0, 1 + (law.shape * x) / law.scale) ** (-1 / law.shape);
}

/** The excess that is exceeded with this chance. */
export function paretoUpperQuantile(law: GeneralizedPareto, chance: number): number {
  if (Math.abs(law.shape) < NEARLY_EXPONENTIAL) return -law.scale * Math.log(chance);
  return (law.scale * (chance ** -law.shape - 1)) / law.shape;
}

/**
 * Fits the law to excesses by probability-weighted moments: Hosking and Wallis, Parameter and Quantile Estimation for
 * the Generalized Pareto Distribution (1987). The shape is kept within `limits`.
 *
 * @param ascending excesses over the threshold, sorted.
 */
export function fitGeneralizedPareto(
  ascending: ArrayLike<number>,
  limits: { readonly min: number; readonly max: number },
): GeneralizedPareto {
  const n = ascending.length;
  let mean = 0;
  let weighted = 0;
  for (let index = 0; index < n; index += 1) {
    const excess = (ascending[index] ?? 0) / n;
    mean += excess;
    weighted += excess * (1 - (index + 0.65) / n);
  }
  if (!(mean > 0)) return { shape: 0, scale: Number.MIN_VALUE };
  const free = 2 - mean / (mean - 2 * weighted);
  const shape = Number.isFinite(free) ? Math.min(limits.max, Math.max(limits.min, free)) : 0;
  return { shape, scale: mean * (1 - shape) };
}

/**
 * The law of a sample of which only the size, the mean and the largest excess are known: the shape whose median largest
 * of `n` excesses, in units of the mean, is the observed one.
 *
 * @param limits the shape is kept within; `min` at least 0.
 */
export function paretoFromMeanAndLargest(
  n: number,
  mean: number,
  largest: number,
  limits: { readonly min: number; readonly max: number },
): GeneralizedPareto {
  const observed = largest / mean;
  const expected = (shape: number) => {
    const law = { shape, scale: 1 - shape };
    return paretoUpperQuantile(law, Math.min(1, Math.LN2 / n));
  };
  let [low, high] = [limits.min, limits.max];
  if (!(expected(low) < observed)) return { shape: low, scale: mean * (1 - low) };
  if (!(expected(high) > observed)) return { shape: high, scale: mean * (1 - high) };
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2;
    if (expected(middle) < observed) low = middle;
    else high = middle;
  }
  return { shape: low, scale: mean * (1 - low) };
}
