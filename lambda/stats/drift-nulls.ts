import { NULL_GRID, type NullShape } from './null-shape';
import { randomSource } from './random';
import { simulateNulls } from './simulated-null';
import { type TailDistribution, type TailShapes, tailDistribution } from './tail-distribution';

/** The null distributions of one feature's statistics at given numbers of rows. */
export interface FeatureNull {
  readonly psi: TailDistribution;
  /** In standard deviations of the baseline; only for numbers. */
  readonly wasserstein?: TailDistribution;
}

export interface NullRequest {
  readonly feature: string;
  /** Rows with a value, in the reference and in the current window. */
  readonly reference: number;
  readonly current: number;
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

/** The index of any grouping is nearly chi-square, whose tail is nearly exponential. */
const PSI_TAIL: TailShapes = { min: -0.05, max: 0.05 };

/** Numbers of rows that are simulated: powers of the square root of 2. */
function simulatedRows(current: number): number {
  if (current >= MOST_SIMULATED_ROWS) return MOST_SIMULATED_ROWS;
  return Math.max(4, Math.floor(2 ** (Math.floor(2 * Math.log2(current)) / 2)));
}

function scaled(distribution: TailDistribution, factor: number): TailDistribution {
  return {
    pValue: (value) => distribution.pValue(value * factor),
    upperQuantile: (chance) => distribution.upperQuantile(chance) / factor,
  };
}

/**
 * Null distributions of the features of one baseline, simulated when first asked for and kept: W falls with √n and the
 * population stability index with n, so a few simulated sizes serve all windows.
 */
export class DriftNulls {
  private readonly simulated = new Map<string, { psi: TailDistribution; wasserstein?: TailDistribution }>();
  private readonly draws: number;
  private readonly seed: number;

  constructor(
    private readonly shapes: ReadonlyMap<string, NullShape>,
    options: NullOptions = {},
  ) {
    this.draws = options.draws ?? DEFAULT_DRAWS;
    this.seed = options.seed ?? DEFAULT_SEED;
  }

  /** @returns one null a request, in the same order. @throws RangeError for a feature that has no shape. */
  at(requests: readonly NullRequest[]): readonly FeatureNull[] {
    const sized = requests.map((request) => {
      const rows = simulatedRows(request.current);
      return { ...request, rows, key: `${rows}:${request.feature}` };
    });
    this.simulateMissing(sized);
    return sized.map(({ key, feature, reference, current, rows }) => {
      const nulls = this.simulated.get(key);
      if (nulls === undefined) throw new RangeError(`no null was simulated for ${feature}`);
      // The reference is a sample too: both together vary like one of n·m / (n + m) rows.
      const effective = current / (1 + current / reference);
      const smoothing = ((this.shapes.get(feature)?.groupEdges.length ?? 1) - 1) / 2;
      // Smoothing pulls the observed index towards 0 by the square of rows / (rows + smoothing).
      const pull = ((1 + smoothing / current) / (1 + smoothing / rows)) ** 2;
      return {
        psi: scaled(nulls.psi, (pull * effective) / rows),
        wasserstein: nulls.wasserstein && scaled(nulls.wasserstein, Math.sqrt(effective / rows)),
      };
    });
  }

  private simulateMissing(sized: readonly { rows: number; feature: string; key: string }[]): void {
    const missing = new Map<number, Map<string, NullShape>>();
    for (const { rows, feature, key } of sized) {
      if (this.simulated.has(key)) continue;
      const shape = this.shapes.get(feature);
      if (shape === undefined) throw new RangeError(`feature ${feature} has no null shape; it is not in the baseline`);
      const group = missing.get(rows) ?? new Map<string, NullShape>();
      missing.set(rows, group.set(key, shape));
    }
    for (const [rows, shapes] of missing) {
      const random = randomSource(this.seed * NULL_GRID + rows);
      const draws = simulateNulls([...shapes.values()], rows, this.draws, random);
      const distributions = new Map<Float64Array, TailDistribution>();
      const once = (values: Float64Array, tail?: TailShapes) => {
        const distribution = distributions.get(values) ?? tailDistribution(values, tail);
        distributions.set(values, distribution);
        return distribution;
      };
      [...shapes.keys()].forEach((key, index) => {
        const { psi, wasserstein } = draws[index] as (typeof draws)[number];
        this.simulated.set(key, { psi: once(psi, PSI_TAIL), wasserstein: wasserstein && once(wasserstein) });
      });
    }
  }
}
