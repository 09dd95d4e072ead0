import type { DriftTest, DriftTestState, FeatureThresholds } from '../../lib/contract';
import type { FeatureNull } from '../stats';
import type { DistributionEffect } from './distribution-evidence';
import { effectLevel, type Level } from './effect-level';
import type { ShareEvidence } from './share-evidence';

/** What one test of a field found. */
export interface TestOutcome {
  readonly test: DriftTest;
  readonly state: DriftTestState;
  /** Given where it moved. */
  readonly level?: Level;
  readonly measure: 'psi' | 'wasserstein' | 'share';
  readonly effect: number;
  readonly adjustedPValue?: number;
}

/** What correcting for all tests of the window makes of a single p-value: Benjamini and Hochberg. */
export interface MultipleTesting {
  readonly tests: number;
  readonly falseDiscoveryRate: number;
  /** The largest p-value that counts as evidence; 0 where none does. */
  readonly cut: number;
  adjust(pValue: number): number;
}

/** p-values of one field's distribution; a feature counts as one test, hence twice the smaller of two p-values. */
export interface DistributionChance {
  readonly nulls: FeatureNull;
  readonly psi: number;
  readonly wasserstein?: number;
  readonly combined: number;
}

/** Effect and evidence of a field's distribution. */
export function distributionOutcome(
  distribution: DistributionEffect | undefined,
  chance: DistributionChance | undefined,
  thresholds: FeatureThresholds,
  { adjust, cut }: MultipleTesting,
): TestOutcome {
  if (distribution === undefined || chance === undefined) {
    return { test: 'distribution', state: 'untested', measure: 'psi', effect: distribution?.psi ?? 0 };
  }
  const { psi, wasserstein } = chance;
  const factor = wasserstein === undefined ? 1 : 2;
  const judged = [
    { measure: 'psi' as const, effect: distribution.psi, evident: factor * psi <= cut },
    ...wassersteinEffect(distribution, chance, cut),
  ].map((one) => ({ ...one, ...effectLevel(one.effect, thresholds[one.measure]) }));
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
  return [{ measure: 'wasserstein' as const, effect: normalized, evident: 2 * chance.wasserstein <= cut }];
}

/** Effect and evidence of the share of rows with a flaw. */
export function shareOutcome(
  share: ShareEvidence,
  thresholds: { readonly warning: number; readonly critical: number },
  { adjust, cut }: MultipleTesting,
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
