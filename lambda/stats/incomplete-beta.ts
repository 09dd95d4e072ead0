import { requireNumber } from './input';
import { binomialProbability } from './point-probabilities';

const MAX_TERMS = 1_000_000;
const TINY = 1e-300;

function nonZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/** Continued fraction of I_x(a, b), with Lentz's method: https://dlmf.nist.gov/8.17.E22 */
function continuedFraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < MAX_TERMS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    const change = c * d;
    fraction *= change;
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return fraction;
}

/**
 * Regularised incomplete beta function I_x(a, b), for a, b > 0 and x from 0 to 1: the chance that a beta variable lies
 * below x. `rest` is 1 - x, to be given where subtracting would lose digits.
 */
export function incompleteBeta(a: number, b: number, x: number, rest = 1 - x): number {
  requireNumber('a', a, { min: Number.MIN_VALUE });
  requireNumber('b', b, { min: Number.MIN_VALUE });
  requireNumber('x', x, { min: 0, max: 1 });
  if (x === 0 || x === 1) return x;
  const front = ((a * b) / (a + b)) * binomialProbability(a, a + b, x, rest);
  if (x < (a + 1) / (a + b + 2)) return (front * continuedFraction(a, b, x)) / a;
  return 1 - (front * continuedFraction(b, a, rest)) / b;
}
