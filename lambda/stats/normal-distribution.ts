import { upperIncompleteGamma } from './incomplete-gamma';
import { requireNumber } from './input';

/** Chance that a standard normal variable exceeds z; accurate far into the tail. */
export function normalSurvival(z: number): number {
  if (Number.isNaN(z)) throw new RangeError('z is NaN; expected a number');
  const tail = upperIncompleteGamma(0.5, (z * z) / 2) / 2;
  return z >= 0 ? tail : 1 - tail;
}

/** Chance that a standard normal variable lies on either side beyond |z|. */
export function normalTwoSided(z: number): number {
  return Math.min(1, 2 * normalSurvival(Math.abs(z)));
}

/** First guess: Abramowitz and Stegun 26.2.23, error below 4.5e-4. */
function roughUpperQuantile(tail: number): number {
  const t = Math.sqrt(-2 * Math.log(tail));
  return t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
}

/** The z that a standard normal variable stays below with this probability, 0 < probability < 1. */
export function normalQuantile(probability: number): number {
  requireNumber('probability', probability, { min: Number.MIN_VALUE, max: 1 - Number.EPSILON / 2 });
  if (probability === 0.5) return 0;
  const tail = Math.min(probability, 1 - probability);
  let z = roughUpperQuantile(tail);
  for (let step = 0; step < 3; step += 1) {
    // Halley's step on ln survival, which stays well scaled where the density underflows.
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    const error = (normalSurvival(z) - tail) / density;
    z += error / (1 - (z * error) / 2);
  }
  return probability < 0.5 ? -z : z;
}
