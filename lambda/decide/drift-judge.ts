import type { FeatureThresholds, FeatureVerdict } from '../../lib/contract';
import { benjaminiHochberg, DriftNulls, type FeatureNull, type NullOptions } from '../stats';
import { type DistributionEffect, type DistributionMeter, distributionMeter } from './distribution-evidence';
import { checkPolicy, DEFAULT_POLICY, type DriftPolicy, effectiveThresholds, raised } from './drift-policy';
import type { FieldCounts, MonitoredField } from './monitored-field';
import { type FieldNoise, noiseOf, wouldShow } from './noise-band';
import { type ShareEvidence, shareEvidence } from './share-evidence';
import {
  type DistributionChance,
  distributionOutcome,
  type MultipleTesting,
  shareOutcome,
  type TestOutcome,
} from './test-outcome';
import { unrestAtSize } from './unrest-at-size';

/** All that was found out about one field. */
export interface FieldJudgement {
  readonly field: MonitoredField;
  readonly counts: FieldCounts;
  /** Rows of the baseline with a usable value. */
  readonly referenceRows: number;
  /** Absent where the window has no usable value. */
  readonly distribution?: DistributionEffect;
  readonly shares: readonly ShareEvidence[];
  readonly thresholds: FeatureThresholds;
  /** Absent where too few rows were there to test the distribution. */
  readonly noise?: FieldNoise;
  readonly outcomes: readonly TestOutcome[];
  /** Before mutes and quiet days. */
  readonly verdict: FeatureVerdict;
}

export interface WindowJudgement {
  readonly fields: readonly FieldJudgement[];
  /** How many tests shared the false discovery rate. */
  readonly tests: number;
  readonly falseDiscoveryRate: number;
}

type Measured = Pick<FieldJudgement, 'field' | 'counts' | 'referenceRows' | 'distribution' | 'shares'>;

/**
 * Judges windows against one baseline. A field moved where an effect reaches its threshold *and* that effect is more
 * than chance at this number of rows, after Benjamini-Hochberg over all tests of the window. Keep the judge between
 * windows: it keeps the nulls that it had to simulate.
 */
export class DriftJudge {
  private readonly meters: ReadonlyMap<string, DistributionMeter>;
  private readonly nulls: DriftNulls;

  /** @throws RangeError for a policy or a baseline that cannot be used. */
  constructor(
    private readonly fields: readonly MonitoredField[],
    private readonly policy: DriftPolicy = {},
    nullOptions: NullOptions = {},
  ) {
    checkPolicy(policy);
    this.meters = new Map(fields.map((field) => [field.name, distributionMeter(field)]));
    if (this.meters.size !== fields.length) throw new RangeError('two monitored fields share a name; rename one');
    const knowledge = fields.map(({ name, nulls: stored }) => {
      return [name, { shape: (this.meters.get(name) as DistributionMeter).nullShape, stored }] as const;
    });
    this.nulls = new DriftNulls(new Map(knowledge), nullOptions);
  }

  /** @param window counts by name of the field. @throws RangeError for a field that is missing or counted otherwise. */
  judge(window: ReadonlyMap<string, FieldCounts>): WindowJudgement {
    const measured = this.fields.map((field) => this.measure(field, window.get(field.name)));
    const chances = this.chances(measured);
    // Two questions a field: did its distribution move, and did the quality of its values?
    const tests = measured.flatMap(({ shares }, index) => {
      const combined = chances[index]?.combined;
      const quality = shares.reduce((least, { pValue }) => Math.min(least, pValue), 1);
      return combined === undefined ? [quality] : [combined, quality];
    });
    const correction = correct(tests, this.policy.falseDiscoveryRate ?? DEFAULT_POLICY.falseDiscoveryRate);
    const fields = measured.map((one, index) => this.conclude(one, chances[index], correction));
    return { fields, tests: tests.length, falseDiscoveryRate: correction.falseDiscoveryRate };
  }

  private measure(field: MonitoredField, counts: FieldCounts | undefined): Measured {
    if (counts === undefined) throw new RangeError(`the window has no counts of ${field.name}; sketch it again`);
    const meter = this.meters.get(field.name) as DistributionMeter;
    const shares = shareEvidence(field, counts);
    return { field, counts, referenceRows: meter.referenceRows, distribution: meter.measure(counts), shares };
  }

  private chances(measured: readonly Measured[]): readonly (DistributionChance | undefined)[] {
    const minimum = this.policy.minimumRows ?? DEFAULT_POLICY.minimumRows;
    const testable = measured.flatMap(({ field, distribution }, index) =>
      distribution !== undefined && distribution.current >= minimum
        ? [{ feature: field.name, distribution, index }]
        : [],
    );
    const nulls = this.nulls.at(testable.map(({ feature, distribution }) => ({ feature, ...distribution })));
    const chances = new Array<DistributionChance | undefined>(measured.length).fill(undefined);
    testable.forEach(({ distribution, index }, place) => {
      const featureNull = nulls[place] as FeatureNull;
      const psi = featureNull.psi.pValue(distribution.psi);
      const wasserstein =
        distribution.wasserstein && featureNull.wasserstein?.pValue(distribution.wasserstein.normalized);
      const combined = wasserstein === undefined ? psi : Math.min(1, 2 * Math.min(psi, wasserstein));
      chances[index] = { nulls: featureNull, psi, wasserstein, combined };
    });
    return chances;
  }

  private conclude(
    measured: Measured,
    chance: DistributionChance | undefined,
    correction: MultipleTesting,
  ): FieldJudgement {
    const { field, distribution, shares } = measured;
    const unrest = unrestAtSize(field.unrest99, distribution, field.windowRows);
    const thresholds = effectiveThresholds(this.policy, field.name, unrest);
    const noise = chance && noiseOf(chance.nulls, correction.falseDiscoveryRate / correction.tests);
    const outcomes = [
      distributionOutcome(distribution, chance, thresholds, correction),
      ...shares.map((share) => shareOutcome(share, raised(thresholds.share, field.unrest99?.[share.test]), correction)),
    ];
    const levels = outcomes.flatMap(({ level }) => (level === undefined ? [] : [level]));
    const worst = levels.includes('CRITICAL') ? 'CRITICAL' : levels[0];
    const verdict = worst ?? (noise && wouldShow(noise, thresholds) ? 'OK' : 'INSUFFICIENT_DATA');
    return { ...measured, thresholds, noise, outcomes, verdict };
  }
}

function correct(tests: readonly number[], falseDiscoveryRate: number): MultipleTesting {
  const adjusted = benjaminiHochberg(tests);
  const byPValue = tests.map((pValue, index) => ({ pValue, adjusted: adjusted[index] as number }));
  const accepted = tests.filter((_pValue, index) => (adjusted[index] as number) <= falseDiscoveryRate);
  return {
    tests: tests.length,
    falseDiscoveryRate,
    cut: accepted.reduce((largest, pValue) => Math.max(largest, pValue), 0),
    // Adjusted p-values rise with the raw ones; one that was not the least of its field shares the next one's.
    adjust: (pValue) =>
      byPValue.reduce((least, one) => (one.pValue >= pValue ? Math.min(least, one.adjusted) : least), 1),
  };
}
