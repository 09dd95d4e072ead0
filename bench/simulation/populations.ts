import type { RandomSource } from '../../lambda/stats';

/** Named once: a test runner's sandbox makes every look at a global object expensive. */
const { cos, exp, floor, log, sqrt } = Math;
const TWO_PI = 2 * Math.PI;

/** How a window differs from the reference, in units of the population's standard deviation. */
export type Drift =
  | { readonly kind: 'none' }
  /** All rows move by so many standard deviations. */
  | { readonly kind: 'shift'; readonly by: number }
  /** All rows spread from the mean by this factor. */
  | { readonly kind: 'scale'; readonly by: number }
  /** So large a share of the rows moves by so many standard deviations. */
  | { readonly kind: 'part'; readonly share: number; readonly by: number };

export interface NumberPopulation {
  readonly name: string;
  readonly family: string;
  readonly kind: 'number' | 'integer';
  readonly mean: number;
  readonly standardDeviation: number;
  draw(random: RandomSource): number;
}

export interface CategoryPopulation {
  readonly name: string;
  readonly family: string;
  readonly kind: 'category';
  /** Probabilities, adding up to 1. */
  readonly shares: readonly number[];
}

export type Population = NumberPopulation | CategoryPopulation;

/** A standard normal number: Box and Muller (1958). */
export function normal(random: RandomSource): number {
  const radius = sqrt(-2 * log(1 - random.nextUniform()));
  return radius * cos(TWO_PI * random.nextUniform());
}

function exponential(random: RandomSource): number {
  return -log(1 - random.nextUniform());
}

/** Student's t with 3 degrees of freedom. */
function studentT3(random: RandomSource): number {
  const z = normal(random);
  const chiSquare = 2 * exponential(random) + normal(random) ** 2;
  return z / sqrt(chiSquare / 3);
}

/** By multiplying uniforms: Knuth, fine for small means. */
function poisson(random: RandomSource, mean: number): number {
  const limit = exp(-mean);
  let product = random.nextUniform();
  let count = 0;
  while (product > limit) {
    product *= random.nextUniform();
    count += 1;
  }
  return count;
}

function number(
  family: string,
  name: string,
  moments: { readonly mean: number; readonly standardDeviation: number },
  draw: (random: RandomSource) => number,
  kind: 'number' | 'integer' = 'number',
): NumberPopulation {
  return { family, name, kind, ...moments, draw };
}

function lognormal(name: string, sigma: number): NumberPopulation {
  const mean = exp((sigma * sigma) / 2);
  const standardDeviation = mean * sqrt(Math.expm1(sigma * sigma));
  return number('lognormal', name, { mean, standardDeviation }, (random) => exp(sigma * normal(random)));
}

/** Zero for 60 % of the rows, exponential for the rest: rain, claims, waiting times. */
function zeroInflated(name: string): NumberPopulation {
  const moments = { mean: 0.4, standardDeviation: sqrt(0.8 - 0.16) };
  return number('zero-inflated', name, moments, (random) => (random.nextUniform() < 0.6 ? 0 : exponential(random)));
}

function zipf(name: string, categories: number): CategoryPopulation {
  const weights = Array.from({ length: categories }, (_, rank) => 1 / (rank + 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return { family: 'categorical', name, kind: 'category', shares: weights.map((weight) => weight / total) };
}

/** Twenty features: the families that the target names, and zero-inflated numbers as a family of our own choice. */
export const POPULATIONS: readonly Population[] = [
  ...[1, 2, 3, 4].map((index) => number('normal', `normal${index}`, { mean: 0, standardDeviation: 1 }, normal)),
  ...[0.5, 1, 1, 1.2].map((sigma, index) => lognormal(`lognormal${index + 1}`, sigma)),
  ...[1, 2, 3, 4].map((index) => number('student t3', `t${index}`, { mean: 0, standardDeviation: sqrt(3) }, studentT3)),
  ...[0.7, 4].map((mean) =>
    number(
      'discrete',
      `poisson${mean}`,
      { mean, standardDeviation: sqrt(mean) },
      (random) => poisson(random, mean),
      'integer',
    ),
  ),
  number(
    'discrete',
    'dice',
    { mean: 3.5, standardDeviation: sqrt(35 / 12) },
    (random) => 1 + floor(6 * random.nextUniform()),
    'integer',
  ),
  zeroInflated('rain1'),
  zeroInflated('rain2'),
  { family: 'categorical', name: 'boolean', kind: 'category', shares: [0.85, 0.15] },
  { family: 'categorical', name: 'five', kind: 'category', shares: [0.4, 0.3, 0.15, 0.1, 0.05] },
  zipf('zipf60', 60),
];

/** A row of the drifted population. */
export function drawNumber(population: NumberPopulation, drift: Drift, random: RandomSource): number {
  const value = population.draw(random);
  if (drift.kind === 'shift') return value + drift.by * population.standardDeviation;
  if (drift.kind === 'scale') return population.mean + drift.by * (value - population.mean);
  if (drift.kind === 'part' && random.nextUniform() < drift.share)
    return value + drift.by * population.standardDeviation;
  return value;
}
