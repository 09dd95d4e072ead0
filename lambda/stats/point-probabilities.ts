import { stirlingError } from './log-gamma';

const TWO_PI = 2 * Math.PI;

/** x·ln(x/mean) + mean - x, without cancellation where x is near the mean. */
function deviance(x: number, mean: number): number {
  const difference = x - mean;
  if (Math.abs(difference) >= 0.1 * (x + mean)) return x * Math.log(x / mean) - difference;
  const v = difference / (x + mean);
  let sum = difference * v;
  let term = 2 * x * v;
  for (let j = 1; j < 1000; j += 1) {
    term *= v * v;
    const next = sum + term / (2 * j + 1);
    if (next === sum) break;
    sum = next;
  }
  return sum;
}

/**
 * Probability of x successes in n trials; x and n may be fractions, as the incomplete beta function needs it.
 * `failure` is 1 - success, given apart because subtracting would lose digits.
 *
 * Saddle-point form of C. Loader, Fast and Accurate Computation of Binomial Probabilities (2000), accurate for all n.
 */
export function binomialProbability(x: number, n: number, success: number, failure: number): number {
  if (success === 0) return x === 0 ? 1 : 0;
  if (failure === 0) return x === n ? 1 : 0;
  if (x < 0 || x > n) return 0;
  if (x === 0) return Math.exp(n * (success < 0.1 ? Math.log1p(-success) : Math.log(failure)));
  if (x === n) return Math.exp(n * (failure < 0.1 ? Math.log1p(-failure) : Math.log(success)));
  const rest = n - x;
  const exponent =
    stirlingError(n) - stirlingError(x) - stirlingError(rest) - deviance(x, n * success) - deviance(rest, n * failure);
  return Math.exp(exponent) * Math.sqrt(n / (TWO_PI * x * rest));
}

/** Probability of x events where `mean` are expected; x may be a fraction. Loader's form, as above. */
export function poissonProbability(x: number, mean: number): number {
  if (mean === 0) return x === 0 ? 1 : 0;
  if (x === 0) return Math.exp(-mean);
  return Math.exp(-stirlingError(x) - deviance(x, mean)) / Math.sqrt(TWO_PI * x);
}

/** Probability of x marked rows in a draw of `drawn` from `marked` + `unmarked`, without replacement. */
export function hypergeometricProbability(x: number, marked: number, unmarked: number, drawn: number): number {
  const all = marked + unmarked;
  if (x < 0 || x > marked || drawn - x > unmarked || drawn < x) return 0;
  if (drawn === 0 || drawn === all) return 1;
  const share = drawn / all;
  const rest = (all - drawn) / all;
  return (
    (binomialProbability(x, marked, share, rest) * binomialProbability(drawn - x, unmarked, share, rest)) /
    binomialProbability(drawn, all, share, rest)
  );
}
