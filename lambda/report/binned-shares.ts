import type { NumericBaselineColumn } from '../drift';
import type { NumericCells, NumericCounts } from '../stats';
import { valueText } from './figures';

/** A share of the usable rows, before and now. */
export interface SharePair {
  readonly label: string;
  readonly baseline: number;
  readonly current: number;
}

/** Two distributions of numbers over one axis of equal bins. */
export interface BinnedShares {
  readonly start: number;
  readonly end: number;
  /** Share of the usable rows by bin; all zero for a side without rows. */
  readonly baseline: readonly number[];
  readonly current: readonly number[];
  /** Rows below and above the axis, those beyond the baseline's range among them. */
  readonly below: Omit<SharePair, 'label'>;
  readonly above: Omit<SharePair, 'label'>;
  /** Single values that would dwarf all else on the axis, and are therefore not on it. */
  readonly spikes: readonly (Omit<SharePair, 'label'> & { readonly value: number })[];
}

/** Part of the rows at each end that may lie beyond the axis: a long tail would leave no room for the rest. */
const TAIL = 0.01;
/** How far the axis may go beyond the baseline's, as a part of its length: cells at the ends are wide and say little. */
const REACH = 0.5;
/** From this share on a single value is a spike. */
const SPIKE = 0.15;

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly share: number;
}

interface Side {
  readonly pieces: readonly Piece[];
  readonly below: number;
  readonly above: number;
}

/** Shares by cell; the whole numbers of a cell are each as wide as one. */
function sideOf({ lower, upper }: NumericCells, counts: NumericCounts, whole: boolean): Side {
  const rows = counts.counts.reduce((sum, count) => sum + count, counts.underflow + counts.overflow);
  const share = (count: number) => (rows === 0 ? 0 : count / rows);
  const last = lower.length - 1;
  const pieces = counts.counts.map((count, cell) => {
    const low = lower[cell] as number;
    const high = upper[cell] as number;
    if (!whole || low === high) return { start: low, end: high, share: share(count) };
    const behindAtom = cell > 0 && upper[cell - 1] === low && lower[cell - 1] === low;
    const start = behindAtom ? low + 0.5 : low - 0.5;
    return { start, end: Math.max(start, cell === last ? high + 0.5 : high - 0.5), share: share(count) };
  });
  return { pieces, below: share(counts.underflow), above: share(counts.overflow) };
}

/** Where a part of the rows lies below. */
export function quantileOf(side: Pick<Side, 'pieces' | 'below'>, part: number): number {
  let sum = side.below;
  for (const { start, end, share } of side.pieces) {
    if (share > 0 && sum + share >= part) return start + (end - start) * Math.max(0, Math.min(1, (part - sum) / share));
    sum += share;
  }
  const all = side.below >= part ? side.pieces[0]?.start : side.pieces.at(-1)?.end;
  return all ?? 0;
}

/** The medians of the baseline and of the window, for words; they are exact to a cell. */
export function medians(
  column: NumericBaselineColumn,
  current: NumericCounts,
): { readonly baseline: number; readonly current: number } {
  const median = (counts: NumericCounts) => quantileOf(sideOf(column.cells, counts, false), 0.5);
  return { baseline: median(column.counts), current: median(current) };
}

/** Where the median lies outside the baseline's range, of whose outside only the number of rows is known: its words. */
export function outsideMedian({ lower, upper }: NumericCells, counts: NumericCounts): string | undefined {
  const half = counts.counts.reduce((sum, count) => sum + count, counts.underflow + counts.overflow) / 2;
  if (counts.underflow > half) return `under ${valueText(lower[0] ?? 0)}`;
  return counts.overflow > half ? `over ${valueText(upper.at(-1) ?? 0)}` : undefined;
}

function add(bins: number[], { start, end, share }: Piece, origin: number, width: number): void {
  const last = bins.length - 1;
  const place = (x: number) => Math.max(0, Math.min(last, Math.floor((x - origin) / width)));
  for (let bin = place(start); bin <= place(end); bin++) {
    const overlap = Math.min(end, origin + (bin + 1) * width) - Math.max(start, origin + bin * width);
    const part = end > start ? Math.max(0, overlap) / (end - start) : bin === place(start) ? 1 : 0;
    bins[bin] = (bins[bin] as number) + share * part;
  }
}

interface Axis {
  readonly start: number;
  readonly width: number;
  readonly bins: number;
}

function axisOf(sides: readonly Side[], whole: boolean, bins: number): Axis {
  const filled = sides.filter(({ pieces }) => pieces.some(({ share }) => share > 0));
  const lows = filled.map((side) => quantileOf(side, TAIL));
  const highs = filled.map((side) => quantileOf(side, 1 - TAIL));
  const [first = 0, last = 0] = [lows[0], highs[0]];
  const low = Math.max(Math.min(...lows), first - REACH * (last - first));
  const high = Math.min(Math.max(...highs), last + REACH * (last - first));
  if (!Number.isFinite(low) || !Number.isFinite(high)) return { start: 0, width: 1, bins: 1 };
  if (!whole) {
    const width = (high - low) / bins;
    return width > 0 && Number.isFinite(width) ? { start: low, width, bins } : { start: low - 0.5, width: 1, bins: 1 };
  }
  // Bins of whole numbers hold equally many of them, or the drawing would show a comb that the data does not have.
  const start = Math.floor(low + 0.5) - 0.5;
  const width = Math.max(1, Math.ceil((high - start) / bins));
  return { start, width, bins: Math.max(1, Math.ceil((high - start) / width)) };
}

/** Shares by bin, and what lies below and above the axis. */
function binned({ pieces, below, above }: Side, { start, width, bins }: Axis) {
  const sums = new Array<number>(bins).fill(0);
  const end = start + bins * width;
  let under = below;
  let over = above;
  for (const piece of pieces) {
    if (piece.share === 0) continue;
    const length = piece.end - piece.start;
    const part = (from: number, to: number) => (length > 0 ? Math.max(0, to - from) / length : Number(to > from));
    const low = length > 0 ? part(piece.start, Math.min(piece.end, start)) : part(piece.start, start);
    const high = length > 0 ? part(Math.max(piece.start, end), piece.end) : part(end, piece.end);
    under += piece.share * low;
    over += piece.share * high;
    if (low + high >= 1) continue;
    const inside = { start: Math.max(piece.start, start), end: Math.min(piece.end, end) };
    add(sums, { ...inside, share: piece.share * (1 - low - high) }, start, width);
  }
  return { sums, under, over };
}

/** Both distributions value by value where they are of at most `most` whole numbers; undefined where there are more. */
export function wholeNumbers(
  { cells, counts, kind }: NumericBaselineColumn,
  current: NumericCounts,
  most: number,
): readonly SharePair[] | undefined {
  const first = cells.lower[0] ?? 0;
  const values = (cells.upper.at(-1) ?? 0) - first + 1;
  if (kind !== 'integer' || !Number.isInteger(first) || !(values <= most)) return undefined;
  const axis = { start: first - 0.5, width: 1, bins: values };
  const [before, now] = [counts, current].map((one) => binned(sideOf(cells, one, true), axis));
  const pairs = Array.from({ length: values }, (_, i) => {
    return { label: String(first + i), baseline: before?.sums[i] ?? 0, current: now?.sums[i] ?? 0 };
  });
  const below = { label: `below ${first}`, baseline: before?.under ?? 0, current: now?.under ?? 0 };
  const above = { label: `above ${first + values - 1}`, baseline: before?.over ?? 0, current: now?.over ?? 0 };
  return [below, ...pairs, above].filter((pair) => pair.baseline > 0 || pair.current > 0);
}

/** Cuts both distributions into the bins of a drawing. Rows are taken to be spread evenly within a cell of the baseline. */
export function binnedShares(column: NumericBaselineColumn, current: NumericCounts, bins: number): BinnedShares {
  const whole = column.kind === 'integer';
  const before = sideOf(column.cells, column.counts, whole);
  const now = sideOf(column.cells, current, whole);
  const spiky = before.pieces.map(({ start, end, share }, i) => {
    return start === end && Math.max(share, now.pieces[i]?.share ?? 0) >= SPIKE;
  });
  const spikes = before.pieces.flatMap(({ start, share }, i) =>
    spiky[i] ? [{ value: start, baseline: share, current: now.pieces[i]?.share ?? 0 }] : [],
  );
  const rest = (side: Side): Side => ({ ...side, pieces: side.pieces.filter((_, i) => !spiky[i]) });
  const sides = [rest(before), rest(now)] as const;
  const axis = axisOf(sides, whole, bins);
  const [a, b] = [binned(sides[0], axis), binned(sides[1], axis)];
  return {
    start: axis.start,
    end: axis.start + axis.bins * axis.width,
    baseline: a.sums,
    current: b.sums,
    below: { baseline: a.under, current: b.under },
    above: { baseline: a.over, current: b.over },
    spikes,
  };
}
