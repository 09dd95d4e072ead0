import { scaleLinear } from 'd3-scale';
import type { BinnedShares, SharePair } from './binned-shares';
import { valueText } from './figures';
import { bounded, type Html, html } from './html';
import { stepPaths } from './step-paths';

const WIDTH = 480;
const HEIGHT = 188;
/** With a line for the unit. */
const HEIGHT_WITH_UNIT = 202;
const LONGEST_UNIT = 60;
const FRAME = { left: 40, right: 474, top: 8, bottom: 162 };
const TICKS = 5;

/** What a drawing of two distributions says beside them. */
export interface DensityLabels {
  /** For a screen reader. */
  readonly label: string;
  /** Of the axis. */
  readonly unit?: string;
  /** Marked where they lie. */
  readonly medians?: { readonly baseline: number; readonly current: number };
}

/** Two distributions of numbers over each other: the baseline as a filled area, the window as a line. */
export function densityChart(shares: BinnedShares, { label, unit, medians }: DensityLabels): Html {
  const { start, end, baseline, current } = shares;
  const highest = Math.max(...baseline, ...current);
  const x = scaleLinear([start, end], [FRAME.left, FRAME.right]);
  const y = scaleLinear([0, highest > 0 ? highest : 1], [FRAME.bottom, FRAME.top]);
  const place = (scale: (value: number) => number, value: number) => Number(scale(value).toFixed(1));
  const name = x.tickFormat(TICKS);
  const marks = x.ticks(TICKS).map((tick) => {
    const at = place(x, tick);
    return html`<path class="t" d="M${at} ${FRAME.bottom}v5"/><text x="${at}" y="${FRAME.bottom + 19}" text-anchor="middle">${name(tick)}</text>`;
  });
  const lines = y
    .ticks(3)
    .filter((tick) => tick > 0)
    .map((tick) => {
      const at = place(y, tick);
      return html`<path class="g" d="M${FRAME.left} ${at}H${FRAME.right}"/><text x="${FRAME.left - 6}" y="${at + 4}" text-anchor="end">${Number((100 * tick).toPrecision(3))}%</text>`;
    });
  const now = current.some((share) => share > 0)
    ? html`<path class="c l" d="${stepPaths(current, highest, FRAME).line}"/>`
    : undefined;
  const median = (style: string, value: number) =>
    value < start || value > end
      ? undefined
      : html`<path class="${style}" d="M${place(x, value)} ${FRAME.top}V${FRAME.bottom}"/>`;
  const middles = medians && [median('ma', medians.baseline), median('mc', medians.current)];
  const axis =
    unit === undefined
      ? undefined
      : html`<text x="${FRAME.right}" y="${FRAME.bottom + 35}" text-anchor="end">${bounded(unit, LONGEST_UNIT)}</text>`;
  return html`<svg role="img" aria-label="${label}" viewBox="0 0 ${WIDTH} ${unit === undefined ? HEIGHT : HEIGHT_WITH_UNIT}">${lines}<path class="a" d="${stepPaths(baseline, highest, FRAME).area}"/>${now}${middles}${axis}<path class="t" d="M${FRAME.left} ${FRAME.bottom}H${FRAME.right}"/>${marks}</svg>`;
}

/** What is not on the axis of a drawing: rows beyond its ends, and single values that would dwarf the rest. */
export function besideTheAxis({ start, end, below, above, spikes }: BinnedShares): readonly SharePair[] {
  const outside = [
    { label: `below ${valueText(start)}`, ...below },
    { label: `above ${valueText(end)}`, ...above },
  ];
  return [
    ...spikes.map(({ value, ...pair }) => ({ label: `exactly ${valueText(value)}`, ...pair })),
    ...outside,
  ].filter(({ baseline, current }) => baseline > 0 || current > 0);
}
