import type { NullShape } from './null-shape';
import { type NullOptions, type NullSummary, simulatedRows, simulateSummaries } from './null-table';
import { type TailDistribution, tailDistribution } from './tail-distribution';

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

/** What is known about the null of one feature. */
export interface NullKnowledge {
  readonly shape: NullShape;
  /** As its baseline stored them; what is missing is simulated. @default none */
  readonly stored?: readonly NullSummary[];
}

function scaled(distribution: TailDistribution, factor: number): TailDistribution {
  return {
    pValue: (value) => distribution.pValue(value * factor),
    upperQuantile: (chance) => distribution.upperQuantile(chance) / factor,
  };
}

/**
 * Null distributions of the features of one baseline, read from it or simulated when first asked for and kept: W falls
 * with √n and the population stability index with n, so a few simulated sizes serve all windows. Stored or simulated,
 * they are the same to the bit.
 */
export class DriftNulls {
  private readonly known = new Map<string, FeatureNull>();

  constructor(
    private readonly features: ReadonlyMap<string, NullKnowledge>,
    private readonly options: NullOptions = {},
  ) {
    // Whoever wants other draws or another seed wants another simulation than the one that was stored.
    if (options.draws !== undefined || options.seed !== undefined) return;
    for (const [name, { stored = [] }] of features) for (const summary of stored) this.keep(name, summary);
  }

  /** @returns one null a request, in the same order. @throws RangeError for a feature that has no shape. */
  at(requests: readonly NullRequest[]): readonly FeatureNull[] {
    this.simulateMissing(requests);
    return requests.map(({ feature, reference, current }) => {
      const rows = simulatedRows(current);
      const nulls = this.known.get(key(feature, rows));
      if (nulls === undefined) throw new RangeError(`no null was simulated for ${feature}`);
      // The reference is a sample too: both together vary like one of n·m / (n + m) rows.
      const effective = current / (1 + current / reference);
      const smoothing = ((this.features.get(feature)?.shape.groupEdges.length ?? 1) - 1) / 2;
      // Smoothing pulls the observed index towards 0 by the square of rows / (rows + smoothing).
      const pull = ((1 + smoothing / current) / (1 + smoothing / rows)) ** 2;
      return {
        psi: scaled(nulls.psi, (pull * effective) / rows),
        wasserstein: nulls.wasserstein && scaled(nulls.wasserstein, Math.sqrt(effective / rows)),
      };
    });
  }

  private simulateMissing(requests: readonly NullRequest[]): void {
    const missing = new Map<number, Map<string, NullShape>>();
    for (const { feature, current } of requests) {
      const rows = simulatedRows(current);
      if (this.known.has(key(feature, rows))) continue;
      const shape = this.features.get(feature)?.shape;
      if (shape === undefined) throw new RangeError(`feature ${feature} has no null shape; it is not in the baseline`);
      const group = missing.get(rows) ?? new Map<string, NullShape>();
      missing.set(rows, group.set(feature, shape));
    }
    for (const [rows, shapes] of missing) {
      const summaries = simulateSummaries(shapes, rows, this.options);
      for (const [name, summary] of summaries) this.keep(name, summary);
    }
  }

  private keep(feature: string, { rows, psi, wasserstein }: NullSummary): void {
    const distributions = { psi: tailDistribution(psi), wasserstein: wasserstein && tailDistribution(wasserstein) };
    this.known.set(key(feature, rows), distributions);
  }
}

function key(feature: string, rows: number): string {
  return `${rows}:${feature}`;
}
