import { paretoUpperQuantile } from './generalized-pareto';
import { requireNumber } from './input';
import { NULL_GRID, type NullShape, type OuterCell } from './null-shape';
import type { RandomSource } from './random';
import { POSITIONED_ROWS, SampledRows } from './sampled-rows';

/** Draws of a feature's statistics when nothing moved, in the order they were drawn. */
export interface NullDraws {
  readonly psi: Float64Array;
  readonly wasserstein?: Float64Array;
}

const POSITION_TABLE_BITS = 12;

/** Named once: it is free of branches, and a test runner's sandbox makes every look at a global object expensive. */
const { abs } = Math;

/** Distances from the inner edge at equally likely steps, heaviest last. */
function distanceTable(outer: OuterCell): Float64Array {
  const size = 2 ** POSITION_TABLE_BITS;
  return Float64Array.from({ length: size }, (_, index) => paretoUpperQuantile(outer.law, 1 - (index + 0.5) / size));
}

/** Distance contributed by an outermost cell: mean distance of its rows times their share, against the reference's. */
function outerDistance(
  outer: OuterCell,
  table: Float64Array,
  inCell: number,
  rows: number,
  positions: Uint32Array,
  from: number,
): number {
  let inside = 0;
  let outside = 0;
  const positioned = Math.min(inCell, POSITIONED_ROWS);
  for (let row = 0; row < positioned; row += 1) {
    const distance = table[(positions[from + row] ?? 0) >>> (32 - POSITION_TABLE_BITS)] ?? 0;
    inside += distance < outer.width ? distance : outer.width;
    outside += distance < outer.width ? 0 : distance - outer.width;
  }
  inside += (inCell - positioned) * outer.mean;
  return Math.abs(inside / rows - (outer.steps / NULL_GRID) * outer.mean) + outside / rows;
}

function wassersteinOf(
  shape: NonNullable<NullShape['wasserstein']>,
  tables: { readonly lowest?: Float64Array; readonly highest?: Float64Array },
  sample: SampledRows,
  rows: number,
): number {
  const { edges, weights, lowest, highest } = shape;
  const { totals, positions } = sample;
  const perStep = rows / NULL_GRID;
  let sum = 0;
  for (let index = 0; index < edges.length; index += 2) {
    const start = edges[index] as number;
    const end = edges[index + 1] as number;
    const gapAtStart = (totals[start] as number) - start * perStep;
    const gapAtEnd = (totals[end] as number) - end * perStep;
    sum += abs((weights[index] as number) * gapAtStart + (weights[index + 1] as number) * gapAtEnd);
  }
  sum /= rows;
  if (lowest && tables.lowest) {
    sum += outerDistance(lowest, tables.lowest, totals[lowest.steps] as number, rows, positions, 0);
  }
  if (highest && tables.highest) {
    const inCell = rows - (totals[NULL_GRID - highest.steps] as number);
    sum += outerDistance(highest, tables.highest, inCell, rows, positions, POSITIONED_ROWS);
  }
  return sum;
}

/** The population stability index of one way to group the rows. */
class GroupedPsi {
  readonly draws: Float64Array;
  private readonly shares: Float64Array;
  private readonly logShares: Float64Array;

  constructor(
    private readonly shape: NullShape,
    private readonly rows: number,
    draws: number,
  ) {
    this.draws = new Float64Array(draws);
    const groups = shape.groupEdges.length - 1;
    const steps = (group: number) => (shape.groupEdges[group + 1] as number) - (shape.groupEdges[group] as number);
    // Smoothed as the observed index is: half a row a group on both sides.
    const share = (group: number) => {
      const expected = (steps(group) / NULL_GRID) * shape.referenceRows;
      return (expected + 0.5) / (shape.referenceRows + groups / 2);
    };
    this.shares = Float64Array.from({ length: groups }, (_, group) => share(group));
    this.logShares = this.shares.map(Math.log);
  }

  /** @param logs ln(count + ½) by count. */
  draw(draw: number, totals: Int32Array, logs: Float64Array): void {
    const { shares, logShares } = this;
    const edges = this.shape.groupEdges;
    const all = this.rows + shares.length / 2;
    const logAll = Math.log(all);
    let sum = 0;
    for (let group = 0; group < shares.length; group += 1) {
      const count = (totals[edges[group + 1] as number] as number) - (totals[edges[group] as number] as number);
      const difference = (count + 0.5) / all - (shares[group] as number);
      sum += difference * ((logs[count] as number) - logAll - (logShares[group] as number));
    }
    this.draws[draw] = sum;
  }
}

/**
 * Simulates the statistics of windows in which nothing moved: rows are placed uniformly on the probability axis of the
 * baseline, once for all features, and each feature reads its own cells from that. So 20 features cost little more than
 * one, and a feature's draws do not depend on which others there are.
 *
 * @param rows of the window; a finite reference of m rows is covered by the effective number n·m / (n + m).
 */
export function simulateNulls(
  shapes: readonly NullShape[],
  rows: number,
  draws: number,
  random: RandomSource,
): readonly NullDraws[] {
  requireNumber('rows', rows, { min: 1 });
  const sample = new SampledRows(rows, random);
  const logs = Float64Array.from({ length: rows + 1 }, (_, count) => Math.log(count + 0.5));
  const psiByShape = new Map<string, GroupedPsi>();
  const features = shapes.map((shape) => {
    const key = `${shape.referenceRows}:${shape.groupEdges.join()}`;
    const psi = psiByShape.get(key) ?? new GroupedPsi(shape, rows, draws);
    psiByShape.set(key, psi);
    const lowest = shape.wasserstein?.lowest && distanceTable(shape.wasserstein.lowest);
    const highest = shape.wasserstein?.highest && distanceTable(shape.wasserstein.highest);
    const wasserstein = shape.wasserstein && {
      shape: shape.wasserstein,
      tables: { lowest, highest },
      draws: new Float64Array(draws),
    };
    return { psi, wasserstein };
  });
  const numeric = features.flatMap(({ wasserstein }) => (wasserstein ? [wasserstein] : []));
  for (let draw = 0; draw < draws; draw += 1) {
    sample.draw();
    for (const psi of psiByShape.values()) psi.draw(draw, sample.totals, logs);
    for (const { shape, tables, draws: values } of numeric) values[draw] = wassersteinOf(shape, tables, sample, rows);
  }
  return features.map(({ psi, wasserstein }) => ({ psi: psi.draws, wasserstein: wasserstein?.draws }));
}
