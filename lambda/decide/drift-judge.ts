import type { DriftTest, FeatureThresholds, FeatureVerdict, NoiseBand } from '../../lib/contract';
import { benjaminiHochberg, DriftNulls, type FeatureNull, type NullOptions } from '../stats';
import { type DistributionEffect, type DistributionMeter, distributionMeter } from './distribution-evidence';
import { checkPolicy, DEFAULT_POLICY, type DriftPolicy, effectiveThresholds, raised } from './drift-policy';
import { effectLevel, type Level } from './effect-level';
import type { FieldCounts, MonitoredField } from './monitored-field';
import { type ShareEvidence, shareEvidence } from './share-evidence';

/**
 * What one test says: `moved` needs effect and evidence; `clear` is an effect below the threshold; `unclear` an effect
 * that chance could have made; `untested` had too few rows.
 */
export type TestState = 'moved' | 'clear' | 'unclear' | 'untested';

export interface TestOutcome {
  readonly test: DriftTest;
  readonly state: TestState;
  /** Given where it moved. */
  readonly level?: Level;
  readonly measure: 'psi' | 'wasserstein' | 'share';
  readonly effect: number;
  readonly adjustedPValue?: number;
}

/** All that was found out about one field. */
export interface FieldJudgement {
  readonly field: MonitoredField;
  readonly counts: FieldCounts;
  readonly distribution?: DistributionEffect;
  readonly shares: readonly ShareEvidence[];
  readonly thresholds: FeatureThresholds;
  readonly noise?: { readonly psi: NoiseBand; readonly wasserstein?: NoiseBand };
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

interface Measured {
  readonly field: MonitoredField;
  readonly counts: FieldCounts;
  readonly distribution?: DistributionEffect;
  readonly shares: readonly ShareEvidence[];
}

/** p-values of one field's distribution; a feature counts as one test, hence twice the smaller of two p-values. */
interface DistributionChance {
  readonly nulls: FeatureNull;
  readonly psi: number;
  readonly wasserstein?: number;
  readonly combined: number;
}

const USUAL = 0.01;

/**
 * Judges windows against one baseline. A field moved where an effect reaches its threshold *and* that effect is more
 * than chance at this number of rows, after Benjamini-Hochberg over all tests of the window. Keep the judge between
 * windows: it keeps the simulated nulls.
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
    this.nulls = new DriftNulls(new Map([...this.meters].map(([name, meter]) => [name, meter.nullShape])), nullOptions);
  }

  /** @param window counts by name of the field. @throws RangeError for a field that is missing or counted otherwise. */
  judge(window: ReadonlyMap<string, FieldCounts>): WindowJudgement {
    const measured = this.fields.map((field) => this.measure(field, window.get(field.name)));
    const chances = this.chances(measured);
    const tests = measured.flatMap(({ shares }, index) => {
      const combined = chances[index]?.combined;
      const ofShares = shares.map(({ pValue }) => pValue);
      return combined === undefined ? ofShares : [combined, ...ofShares];
    });
    const adjusted = benjaminiHochberg(tests);
    const rate = this.policy.falseDiscoveryRate ?? DEFAULT_POLICY.falseDiscoveryRate;
    const byValue = new Map(tests.map((pValue, index) => [pValue, adjusted[index] as number]));
    const adjust = (pValue: number) => byValue.get(pValue) as number;
    const cut = Math.max(0, ...tests.filter((_test, index) => (adjusted[index] as number) <= rate));
    const fields = measured.map((one, index) => this.conclude(one, chances[index], adjust, cut, tests.length, rate));
    return { fields, tests: tests.length, falseDiscoveryRate: rate };
  }

  private measure(field: MonitoredField, counts: FieldCounts | undefined): Measured {
    if (counts === undefined) throw new RangeError(`the window has no counts of ${field.name}; sketch it again`);
    const distribution = this.meters.get(field.name)?.measure(counts);
    return { field, counts, distribution, shares: shareEvidence(field, counts) };
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
      const null_ = nulls[place] as FeatureNull;
      const psi = null_.psi.pValue(distribution.psi);
      const wasserstein = distribution.wasserstein && null_.wasserstein?.pValue(distribution.wasserstein.normalized);
      const combined = wasserstein === undefined ? psi : Math.min(1, 2 * Math.min(psi, wasserstein));
      chances[index] = { nulls: null_, psi, wasserstein, combined };
    });
    return chances;
  }

  private conclude(
    measured: Measured,
    chance: DistributionChance | undefined,
    adjust: (pValue: number) => number,
    cut: number,
    tests: number,
    rate: number,
  ): FieldJudgement {
    const { field, distribution, shares } = measured;
    const thresholds = effectiveThresholds(this.policy, field.name, field.unrest99);
    const noise = chance && noiseOf(chance.nulls, rate / Math.max(1, tests));
    const outcomes = [
      distributionOutcome(distribution, chance, thresholds, adjust, cut),
      ...shares.map((share) =>
        shareOutcome(share, raised(thresholds.share, field.unrest99?.[share.test]), adjust, cut),
      ),
    ];
    const levels = outcomes.flatMap(({ level }) => (level === undefined ? [] : [level]));
    const worst = levels.includes('CRITICAL') ? 'CRITICAL' : levels[0];
    const verdict = worst ?? (noise && wouldShow(noise, thresholds) ? 'OK' : 'INSUFFICIENT_DATA');
    return { ...measured, thresholds, noise, outcomes, verdict };
  }
}

function noiseOf(nulls: FeatureNull, evidence: number): { psi: NoiseBand; wasserstein?: NoiseBand } {
  const numeric = nulls.wasserstein;
  const chance = numeric === undefined ? evidence : evidence / 2;
  const band = (distribution: FeatureNull['psi']) => ({
    usual: distribution.upperQuantile(USUAL),
    detectable: distribution.upperQuantile(chance),
  });
  return { psi: band(nulls.psi), wasserstein: numeric && band(numeric) };
}

/** Whether a change of critical size would have been seen at this number of rows: only then is calm a finding. */
function wouldShow(noise: { psi: NoiseBand; wasserstein?: NoiseBand }, thresholds: FeatureThresholds): boolean {
  return (
    noise.psi.detectable <= thresholds.psi.critical ||
    (noise.wasserstein !== undefined && noise.wasserstein.detectable <= thresholds.wasserstein.critical)
  );
}

function distributionOutcome(
  distribution: DistributionEffect | undefined,
  chance: DistributionChance | undefined,
  thresholds: FeatureThresholds,
  adjust: (pValue: number) => number,
  cut: number,
): TestOutcome {
  if (distribution === undefined || chance === undefined) {
    return { test: 'distribution', state: 'untested', measure: 'psi', effect: distribution?.psi ?? 0 };
  }
  const { psi, wasserstein } = chance;
  const factor = wasserstein === undefined ? 1 : 2;
  const effects = [
    { measure: 'psi', effect: distribution.psi, evident: factor * psi <= cut } as const,
    ...wassersteinEffect(distribution, chance, cut),
  ];
  const judged = effects.map((one) => ({ ...one, ...effectLevel(one.effect, thresholds[one.measure]) }));
  // The farther above its own threshold, the more it says.
  const top = judged.reduce((best, one) => (one.ratio > best.ratio ? one : best));
  const reached = top.level !== undefined;
  // Either statistic proves that something moved; that it moved critically far, a statistic must prove of itself.
  const moved = reached && chance.combined <= cut;
  const critical = judged.some((one) => one.evident && one.level === 'CRITICAL');
  const level = moved ? (critical ? 'CRITICAL' : 'WARNING') : undefined;
  return {
    test: 'distribution',
    state: moved ? 'moved' : reached ? 'unclear' : 'clear',
    level,
    measure: top.measure,
    effect: top.effect,
    adjustedPValue: adjust(chance.combined),
  };
}

function wassersteinEffect(distribution: DistributionEffect, chance: DistributionChance, cut: number) {
  if (distribution.wasserstein === undefined || chance.wasserstein === undefined) return [];
  const { normalized } = distribution.wasserstein;
  return [{ measure: 'wasserstein', effect: normalized, evident: 2 * chance.wasserstein <= cut } as const];
}

function shareOutcome(
  share: ShareEvidence,
  thresholds: { readonly warning: number; readonly critical: number },
  adjust: (pValue: number) => number,
  cut: number,
): TestOutcome {
  const { level } = effectLevel(share.effect, thresholds);
  const evident = share.pValue <= cut;
  const state = level === undefined ? 'clear' : evident ? 'moved' : 'unclear';
  return {
    test: share.test,
    state,
    level: state === 'moved' ? level : undefined,
    measure: 'share',
    effect: share.effect,
    adjustedPValue: adjust(share.pValue),
  };
}
