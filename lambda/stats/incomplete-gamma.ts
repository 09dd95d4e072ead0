import { requireNumber } from './input';
import { poissonProbability } from './point-probabilities';

const MAX_TERMS = 1_000_000;
const TINY = 1e-300;

/** P(a, x) by its power series: https://dlmf.nist.gov/8.11.E4 */
function lowerBySeries(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; k < MAX_TERMS; k += 1) {
    term *= x / (a + k);
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return poissonProbability(a, x) * sum;
}

/** Q(a, x) by its continued fraction, evaluated with Lentz's method: https://dlmf.nist.gov/8.9.E2 */
function upperByContinuedFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let fraction = d;
  for (let k = 1; k < MAX_TERMS; k += 1) {
    const numerator = -k * (k - a);
    b += 2;
    d = 1 / nonZero(numerator * d + b);
    c = nonZero(b + numerator / c);
    const change = c * d;
    fraction *= change;
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return poissonProbability(a, x) * a * fraction;
}

function nonZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/**
 * Regularised upper incomplete gamma function Q(a, x), for a > 0 and x >= 0: the chance that a gamma variable of
 * shape a and scale 1 exceeds x.
 */
export function upperIncompleteGamma(a: number, x: number): number {
  requireNumber('a', a, { min: Number.MIN_VALUE });
  if (x === Number.POSITIVE_INFINITY) return 0;
  requireNumber('x', x, { min: 0 });
  if (x === 0) return 1;
  return x < a + 1 ? 1 - lowerBySeries(a, x) : upperByContinuedFraction(a, x);
}

/** Chance that a chi-square variable exceeds the statistic. */
export function chiSquareSurvival(statistic: number, degreesOfFreedom: number): number {
  return upperIncompleteGamma(degreesOfFreedom / 2, statistic / 2);
}
