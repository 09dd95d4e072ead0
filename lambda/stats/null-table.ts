import { NULL_GRID, type NullShape } from './null-shape';
import { randomSource } from './random';
import { simulateNulls } from './simulated-null';
import { summarizeTail, type TailShapes, type TailSummary } from './tail-distribution';

/** What chance does to the statistics of one feature in windows of so many rows, against an endless reference. */
export interface NullSummary {
  readonly rows: number;
  readonly psi: TailSummary;
  /** In standard deviations of the baseline; only for numbers. */
  readonly wasserstein?: TailSummary;
}

export interface NullOptions {
  /** Windows simulated for each number of rows; default 10,000. */
  readonly draws?: number;
  /** Default 1: the same baseline and the same rows always give the same p-values. */
  readonly seed?: number;
}

const DEFAULT_DRAWS = 10_000;
const DEFAULT_SEED = 1;

/** From here on the statistics are as good as Gaussian, and one simulation serves all larger windows. */
const MOST_SIMULATED_ROWS = 724;

/** Windows below this are usually not tested, and so not worth a place in a baseline. */
const FEWEST_STORED_ROWS = 30;

/** The index of any grouping is nearly chi-square, whose tail is nearly exponential. */
const PSI_TAIL: TailShapes = { min: -0.05, max: 0.05 };

/** The number of rows whose simulation serves windows of this many: powers of the square root of 2. */
export function simulatedRows(current: number): number {
  if (current >= MOST_SIMULATED_ROWS) return MOST_SIMULATED_ROWS;
  return Math.max(4, Math.floor(2 ** (Math.floor(2 * Math.log2(current)) / 2)));
}

/** Simulates windows of so many rows for several features at once. @returns a summary a feature, by name. */
export function simulateSummaries(
  shapes: ReadonlyMap<string, NullShape>,
  rows: number,
  { draws = DEFAULT_DRAWS, seed = DEFAULT_SEED }: NullOptions = {},
): ReadonlyMap<string, NullSummary> {
  const simulated = simulateNulls([...shapes.values()], rows, draws, randomSource(seed * NULL_GRID + rows));
  const summaries = new Map<Float64Array, TailSummary>();
  const once = (values: Float64Array, tail?: TailShapes) => {
    const summary = summaries.get(values) ?? summarizeTail(values, tail);
    summaries.set(values, summary);
    return summary;
  };
  return new Map(
    [...shapes.keys()].map((name, index) => {
      const { psi, wasserstein } = simulated[index] as (typeof simulated)[number];
      const numeric = wasserstein === undefined ? {} : { wasserstein: once(wasserstein) };
      return [name, { rows, psi: once(psi, PSI_TAIL), ...numeric }];
    }),
  );
}

/** All that windows of any size from 30 rows on need: simulated once, when a baseline is made, and stored in it. */
export function nullTables(shapes: ReadonlyMap<string, NullShape>): ReadonlyMap<string, readonly NullSummary[]> {
  const sizes = new Set<number>();
  for (let current = FEWEST_STORED_ROWS; current <= MOST_SIMULATED_ROWS; current += 1)
    sizes.add(simulatedRows(current));
  const bySize = [...sizes].map((rows) => simulateSummaries(shapes, rows));
  return new Map(
    [...shapes.keys()].map((name) => [name, bySize.flatMap((summaries) => summaries.get(name) ?? [])] as const),
  );
}
