import { countsByGroup, equalMassGroups } from './equal-mass-groups';
import { type GeneralizedPareto, paretoFromMeanAndLargest } from './generalized-pareto';
import { requireCounts, TooLittleDataError } from './input';
import type { NumericReference } from './reference';
import { POSITION_SCALE } from './summary';

/** Steps of the probability axis that all simulated rows fall into. */
export const NULL_GRID = 2048;

/** The rows of the outermost cell on one side, by their distance from its inner edge. */
export interface OuterCell {
  /** Probability of the cell, in steps of the grid. */
  readonly steps: number;
  /** Its width and the mean distance of its rows from the inner edge, in standard deviations. */
  readonly width: number;
  readonly mean: number;
  readonly law: GeneralizedPareto;
}

/** What the null distribution of a feature's statistics depends on. */
export interface NullShape {
  /** Where the groups of the population stability index start and end on the grid: ascending, from 0 to NULL_GRID. */
  readonly groupEdges: Int32Array;
  /** Rows of the reference: what smoothing does to its shares depends on them. */
  readonly referenceRows: number;
  /** Only for numbers. */
  readonly wasserstein?: {
    /** Where the inner interval cells start and end on the grid, two numbers a cell. */
    readonly edges: Int32Array;
    /** Weights of the gap of both distribution functions at the start and at the end of the cell; their sum is the width. */
    readonly weights: Float64Array;
    readonly lowest?: OuterCell;
    readonly highest?: OuterCell;
  };
}

function toGrid(mass: number, total: number): number {
  return Math.round((mass / total) * NULL_GRID);
}

function gridEdges(counts: readonly number[]): Int32Array {
  const total = requireCounts('reference', counts);
  if (total === 0) throw new TooLittleDataError('reference rows', 0, 1);
  const edges = new Int32Array(counts.length + 1);
  let below = 0;
  counts.forEach((count, index) => {
    below += count;
    edges[index + 1] = toGrid(below, total);
  });
  return edges;
}

/** Excesses are heavier-tailed than the exponential law where the largest one says so, never lighter. */
const SHAPE_LIMITS = { min: 0, max: 0.5 };

function outerCell(rows: number, steps: number, width: number, mean: number): OuterCell | undefined {
  if (!(width > 0) || rows === 0 || steps === 0) return undefined;
  return { steps, width, mean, law: paretoFromMeanAndLargest(rows, Math.max(mean, width * 1e-9), width, SHAPE_LIMITS) };
}

/** An interval cell on the grid, with the weights of the gap at its two ends. */
interface InnerCell {
  readonly start: number;
  readonly end: number;
  readonly atStart: number;
  readonly atEnd: number;
}

/** Touching cells are merged up to this many steps, and not in the outer fiftieths, where they are wide. */
const COARSE_STEPS = NULL_GRID / 64;
const FINE_OUTSIDE = NULL_GRID / 50;

/** Merges touching cells for speed: the gap between them is taken to lie on the line between those at the ends. */
function coarsened(cells: readonly InnerCell[]): readonly InnerCell[] {
  const merged: InnerCell[] = [];
  for (const cell of cells) {
    const before = merged[merged.length - 1];
    const steps = cell.end - (before?.start ?? 0);
    const mergeable =
      before !== undefined &&
      before.end === cell.start &&
      steps <= COARSE_STEPS &&
      before.start >= FINE_OUTSIDE &&
      cell.end <= NULL_GRID - FINE_OUTSIDE;
    if (!mergeable) {
      merged.push(cell);
      continue;
    }
    const between = before.atEnd + cell.atStart;
    const toEnd = steps === 0 ? 0.5 : (cell.start - before.start) / steps;
    merged[merged.length - 1] = {
      start: before.start,
      end: cell.end,
      atStart: before.atStart + between * (1 - toEnd),
      atEnd: cell.atEnd + between * toEnd,
    };
  }
  return merged;
}

/** The null of a feature that has no order: groups of any kind with the reference's counts. */
export function groupNullShape(reference: readonly number[]): NullShape {
  return { groupEdges: gridEdges(reference), referenceRows: requireCounts('reference', reference) };
}

/** The null of a numeric feature, from the cells of its baseline. */
export function numericNullShape(reference: NumericReference, groups = 10): NullShape {
  const { cells, counts, standardDeviation } = reference;
  const edges = gridEdges(counts.counts);
  const starts = equalMassGroups(counts.counts, groups);
  const last = cells.lower.length - 1;
  const width = (cell: number) => ((cells.upper[cell] ?? 0) - (cells.lower[cell] ?? 0)) / standardDeviation;
  const rows = (cell: number) => counts.counts[cell] ?? 0;
  const meanPosition = (cell: number) =>
    rows(cell) === 0 ? 0.5 : (counts.positions[cell] ?? 0) / POSITION_SCALE / rows(cell);
  const steps = (cell: number) => (edges[cell + 1] ?? 0) - (edges[cell] ?? 0);

  const inner: InnerCell[] = [];
  for (let cell = 0; cell <= last; cell += 1) {
    const isOuter = last > 0 && (cell === 0 || cell === last) && steps(cell) > 0 && rows(cell) > 0;
    if (width(cell) === 0 || isOuter) continue;
    const atStart = width(cell) * meanPosition(cell);
    inner.push({ start: edges[cell] ?? 0, end: edges[cell + 1] ?? 0, atStart, atEnd: width(cell) - atStart });
  }
  const coarse = coarsened(inner);
  const hasOuter = last > 0;
  return {
    ...groupNullShape(countsByGroup(counts.counts, starts)),
    wasserstein: {
      edges: Int32Array.from(coarse.flatMap(({ start, end }) => [start, end])),
      weights: Float64Array.from(coarse.flatMap(({ atStart, atEnd }) => [atStart, atEnd])),
      lowest: hasOuter ? outerCell(rows(0), steps(0), width(0), width(0) * (1 - meanPosition(0))) : undefined,
      highest: hasOuter ? outerCell(rows(last), steps(last), width(last), width(last) * meanPosition(last)) : undefined,
    },
  };
}
