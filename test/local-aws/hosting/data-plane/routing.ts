/** Who gets a request. Pure: the random numbers come from outside. */
import type { Random } from '../random';

/**
 * One of `candidates`, each with a probability in proportion to its weight; none where all weights are 0.
 * Weight 0 is never chosen.
 */
export function chooseByWeight<T>(
  candidates: readonly T[],
  weightOf: (one: T) => number,
  random: Random,
): T | undefined {
  const total = candidates.reduce((sum, one) => sum + weightOf(one), 0);
  if (total <= 0) return undefined;
  let point = random() * total;
  let last: T | undefined;
  for (const one of candidates) {
    const weight = weightOf(one);
    if (weight <= 0) continue;
    last = one;
    if (point < weight) return one;
    point -= weight;
  }
  return last;
}

/**
 * Share of the production variant's requests that a shadow variant gets a copy of: the ratio of their weights, at most all.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/shadow-tests.html
 */
export function shadowShare(productionWeight: number, shadowWeight: number): number {
  return productionWeight <= 0 ? 0 : Math.min(1, shadowWeight / productionWeight);
}
