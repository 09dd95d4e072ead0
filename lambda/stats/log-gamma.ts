import { requireNumber } from './input';

const HALF_LOG_TWO_PI = 0.9189385332046727;

/** 1/12, -1/360, …: B_2k / (2k(2k-1)) of Stirling's series. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400];

/** Above this the series is exact to the last digits; below, the argument is first raised. */
const SERIES_FROM = 12;

function stirlingSeries(x: number): number {
  const squared = x * x;
  let sum = 0;
  for (let k = STIRLING.length - 1; k >= 0; k -= 1) sum = sum / squared + (STIRLING[k] ?? 0);
  return sum / x;
}

/**
 * Natural logarithm of the gamma function, for x > 0.
 * Stirling's series with Γ(x + 1) = x·Γ(x): https://dlmf.nist.gov/5.11.E1
 */
export function logGamma(x: number): number {
  requireNumber('x', x, { min: Number.MIN_VALUE });
  let raised = x;
  let product = 1;
  while (raised < SERIES_FROM) {
    product *= raised;
    raised += 1;
  }
  return (raised - 0.5) * Math.log(raised) - raised + HALF_LOG_TWO_PI + stirlingSeries(raised) - Math.log(product);
}

/** ln Γ(x + 1) minus Stirling's leading terms, without cancellation for large x. */
export function stirlingError(x: number): number {
  if (x >= SERIES_FROM) return stirlingSeries(x);
  return logGamma(x + 1) - (x + 0.5) * Math.log(x) + x - HALF_LOG_TWO_PI;
}
