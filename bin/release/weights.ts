import { InvalidArgumentError } from 'commander';
import { productionVariants } from '../../lambda/decide/release';
import type { Release, ShiftStep } from '../../lib/contract';
import { OperatorError } from './operator-error';

/** Weight by name of the variant. */
export type Weights = Readonly<Record<string, number>>;

const LARGEST = 1_000_000;
const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };
const LONGEST_SECONDS = 3600;

/** Reads `champion=90,challenger=10`. */
export function readWeights(text: string): Weights {
  const weights = new Map<string, number>();
  for (const part of text.split(',')) {
    const [, name, figure] = /^\s*([A-Za-z0-9][A-Za-z0-9-]{0,62})\s*=\s*(\d{1,7}(?:\.\d+)?)\s*$/.exec(part) ?? [];
    const weight = Number(figure);
    if (name === undefined || weight > LARGEST) {
      throw new InvalidArgumentError(`Write champion=90,challenger=10: names and weights from 0 to ${LARGEST}.`);
    }
    if (weights.has(name)) throw new InvalidArgumentError(`${name} stands there twice.`);
    weights.set(name, weight);
  }
  if (![...weights.values()].some((weight) => weight > 0)) throw new InvalidArgumentError('One must be above 0.');
  return Object.fromEntries(weights);
}

/** Reads `90s`, `10m`, `1h` as seconds. */
export function readSeconds(text: string): number {
  const [, figure, unit = 's'] = /^(\d{1,5})([smh])?$/.exec(text) ?? [];
  const seconds = Number(figure) * (UNIT_SECONDS[unit] ?? 1);
  if (figure === undefined || seconds > LONGEST_SECONDS) {
    throw new InvalidArgumentError('Write 90s, 10m or 1h: at most an hour.');
  }
  return seconds;
}

function shares(weights: Weights, names: readonly string[]): readonly number[] {
  const all = names.map((name) => weights[name] ?? 0);
  const total = all.reduce((sum, weight) => sum + weight, 0);
  return all.map((weight) => (total === 0 ? 0 : (100 * weight) / total));
}

/**
 * Equal steps from the weights that are live to others. The last one has exactly the weights that were asked for, the
 * ones before are percentages.
 *
 * @throws OperatorError where the live release has no such variants
 */
export function shiftSteps(live: Release, target: Weights, count: number, waitSeconds: number): readonly ShiftStep[] {
  const production = productionVariants(live);
  const names = production.map(({ variantName }) => variantName);
  const unknown = Object.keys(target).filter((name) => !names.includes(name));
  if (unknown.length > 0 || names.length < 2) {
    throw new OperatorError(
      `Release ${live.number} has the production variants ${names.join(', ')}; weights were given for ${Object.keys(target).join(', ')}. Weights shift between variants that are live: promote a challenger first.`,
    );
  }
  const from = shares(Object.fromEntries(production.map(({ variantName, weight }) => [variantName, weight])), names);
  const to = shares(target, names);
  return Array.from({ length: count }, (_, index) => {
    const part = (index + 1) / count;
    const weight = (position: number) => {
      const [start = 0, end = 0] = [from[position], to[position]];
      return Number((start + (end - start) * part).toFixed(3));
    };
    const weights = index === count - 1 ? names.map((name) => target[name] ?? 0) : names.map((_name, i) => weight(i));
    return { weights: Object.fromEntries(names.map((name, i) => [name, weights[i] ?? 0])), waitSeconds };
  });
}
