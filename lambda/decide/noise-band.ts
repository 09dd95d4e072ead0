import type { FeatureThresholds, NoiseBand } from '../../lib/contract';
import type { FeatureNull } from '../stats';

const USUAL = 0.01;

export interface FieldNoise {
  readonly psi: NoiseBand;
  /** Only for numbers. */
  readonly wasserstein?: NoiseBand;
}

/** What chance does at this number of rows; `evidence` is the p-value that counts as evidence by itself. */
export function noiseOf(nulls: FeatureNull, evidence: number): FieldNoise {
  const numeric = nulls.wasserstein;
  const chance = numeric === undefined ? evidence : evidence / 2;
  const band = (distribution: FeatureNull['psi']) => ({
    usual: distribution.upperQuantile(USUAL),
    detectable: distribution.upperQuantile(chance),
  });
  return { psi: band(nulls.psi), wasserstein: numeric && band(numeric) };
}

/** Whether a change of critical size would have been seen at this number of rows: only then is calm a finding. */
export function wouldShow(noise: FieldNoise, thresholds: FeatureThresholds): boolean {
  return (
    noise.psi.detectable <= thresholds.psi.critical ||
    (noise.wasserstein !== undefined && noise.wasserstein.detectable <= thresholds.wasserstein.critical)
  );
}
