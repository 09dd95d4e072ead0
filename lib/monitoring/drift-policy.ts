import type { DriftPolicySettings, DriftThresholdSettings } from '../contract';
import type { DriftMonitorProps } from './drift-monitor-props';
import type { DriftThresholds } from './drift-thresholds';

/** The policy as the evaluator reads it; what was left out stays out. */
export function driftPolicy(props: DriftMonitorProps): DriftPolicySettings {
  const { thresholds, featureThresholds, falseDiscoveryRate, minimumCoverage, minimumRows, quietUntil, mutes } = props;
  const fields = Object.entries(featureThresholds ?? {}).map(([name, own]) => [name, thresholdSettings(own)] as const);
  return {
    thresholds: thresholds && thresholdSettings(thresholds),
    fieldThresholds: fields.length === 0 ? undefined : Object.fromEntries(fields),
    falseDiscoveryRate,
    minimumCoverage,
    minimumRows,
    quietUntil,
    mutes: mutes?.map(({ name, kind, reason, owner, expiresAt }) => ({ name, family: kind, reason, owner, expiresAt })),
  };
}

function thresholdSettings(thresholds: DriftThresholds): DriftThresholdSettings {
  const pair = (warning: number | undefined, critical: number | undefined) =>
    warning === undefined && critical === undefined ? undefined : { warning, critical };
  return {
    psi: pair(thresholds.psiWarning, thresholds.psiCritical),
    wasserstein: pair(thresholds.wassersteinWarning, thresholds.wassersteinCritical),
    share: pair(thresholds.shareWarning, thresholds.shareCritical),
  };
}
