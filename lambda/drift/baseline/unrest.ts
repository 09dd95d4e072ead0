import type { FeatureUnrest } from '../../../lib/contract';
import { distributionMeter, growthWithRows, shareEvidence } from '../../decide';
import { type BaselineColumn, type BaselineDocument, isNumericColumn } from './baseline-document';
import { monitoredField } from './monitored-fields';
import type { TalliedWindow } from './window-tally';

/** Fewer windows than this cannot tell what is usual. */
export const MIN_WINDOWS = 10;
/** A window with fewer rows says more about chance than about the traffic. */
export const MIN_WINDOW_ROWS = 30;

const QUANTILE = 0.99;

/**
 * The value that a further draw exceeds with a chance of 1 − q, whatever the distribution: the k-th of n sorted values has
 * k / (n + 1) below it on average (Hyndman and Fan's type 6, linear in between, never beyond the largest). The usual type 7
 * describes the sample at hand instead: of 76 days, two or three in a hundred further ones would lie beyond its 99 %.
 */
export function quantile(sample: readonly number[], q: number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  const place = Math.min(Math.max((sorted.length + 1) * q - 1, 0), sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/**
 * A threshold is reached by what equals it, but what the reference itself did is usual: where a feature holds one value
 * a day, as a weekday does, one window in seven lies exactly as far away as the farthest. This is more than rounding.
 */
const JUST_BEYOND = 1 + 1e-9;

/**
 * How far a column of the reference's own windows lies from the whole reference: for each effect that a verdict reads,
 * what is just beyond the value that 99 % of windows stay below. Windows are measured by the functions that judge
 * traffic; the population stability index as if each had the rows of the smallest one.
 *
 * @param columnIndex place of the column in the windows' columns.
 */
export function columnUnrest(
  column: BaselineColumn,
  columnIndex: number,
  document: Pick<BaselineDocument, 'featureSchema'>,
  windows: readonly TalliedWindow[],
): FeatureUnrest | undefined {
  const field = monitoredField(column, document);
  const meter = distributionMeter(field);
  const windowRows = Math.min(...windows.map(({ rows }) => rows));
  const effects = new Map<keyof FeatureUnrest, number[]>();
  const note = (name: keyof FeatureUnrest, effect: number | undefined) => {
    if (effect !== undefined) effects.set(name, [...(effects.get(name) ?? []), effect]);
  };
  for (const window of windows) {
    const tally = window.columns[columnIndex];
    if (tally === undefined) continue;
    const counts = isNumericColumn(column) ? tally.inCells(column.cells) : tally.inVocabulary(column.vocabulary);
    const distribution = meter.measure(counts);
    if (distribution !== undefined && distribution.current >= MIN_WINDOW_ROWS) {
      note('psi', distribution.psi - growthWithRows(distribution, windowRows));
      note('wasserstein', distribution.wasserstein?.normalized);
    }
    for (const share of shareEvidence(field, counts)) note(share.test, share.effect);
  }
  const learned = [...effects].filter(([, sample]) => sample.length >= MIN_WINDOWS);
  if (learned.length === 0) return undefined;
  return Object.fromEntries(learned.map(([name, sample]) => [name, quantile(sample, QUANTILE) * JUST_BEYOND]));
}
