import type {
  DriftMute,
  DriftPolicySettings,
  DriftThresholdSettings,
  EffectThresholds,
  FeatureThresholds,
  FeatureUnrest,
} from '../../lib/contract';

/** Thresholds that a user changes for one field, and how windows are judged: what a monitor is told is what it obeys. */
export type ThresholdOverrides = DriftThresholdSettings;
export type DriftPolicy = DriftPolicySettings;

/** W/σ .1 is a tenth of a standard deviation; PSI .1 and .25 are the customary marks for moderate and large. */
export const DEFAULT_THRESHOLDS: FeatureThresholds = {
  psi: { warning: 0.1, critical: 0.25 },
  wasserstein: { warning: 0.1, critical: 0.3 },
  share: { warning: 0.01, critical: 0.05 },
};

export const DEFAULT_POLICY = { falseDiscoveryRate: 0.01, minimumCoverage: 0.9, minimumRows: 30 } as const;

const MEASURES = ['psi', 'wasserstein', 'share'] as const;

function merged(
  measure: keyof FeatureThresholds,
  overrides: readonly (ThresholdOverrides | undefined)[],
): EffectThresholds {
  const pick = (level: keyof EffectThresholds) =>
    overrides.map((override) => override?.[measure]?.[level]).find((value) => value !== undefined) ??
    DEFAULT_THRESHOLDS[measure][level];
  const warning = pick('warning');
  // Whoever only raises the warning does not want every warning to be critical at once, but never less than a warning.
  return { warning, critical: Math.max(warning, pick('critical')) };
}

/** The thresholds a user set for one field, before its unrest. */
export function configuredThresholds(policy: DriftPolicy, name: string): FeatureThresholds {
  const own = Object.hasOwn(policy.fieldThresholds ?? {}, name) ? policy.fieldThresholds?.[name] : undefined;
  const overrides = [own, policy.thresholds];
  return {
    psi: merged('psi', overrides),
    wasserstein: merged('wasserstein', overrides),
    share: merged('share', overrides),
  };
}

/** The larger of the threshold and what the reference's own windows did although nothing was wrong. */
export function raised(thresholds: EffectThresholds, unrest: number | undefined): EffectThresholds {
  if (unrest === undefined) return thresholds;
  return { warning: Math.max(thresholds.warning, unrest), critical: Math.max(thresholds.critical, unrest) };
}

/** The thresholds that a field is judged by. */
export function effectiveThresholds(policy: DriftPolicy, name: string, unrest: FeatureUnrest = {}): FeatureThresholds {
  const { psi, wasserstein, share } = configuredThresholds(policy, name);
  return { psi: raised(psi, unrest.psi), wasserstein: raised(wasserstein, unrest.wasserstein), share };
}

function checkThresholds(where: string, overrides: ThresholdOverrides | undefined): string[] {
  return MEASURES.flatMap((measure) =>
    Object.entries(overrides?.[measure] ?? {}).flatMap(([level, value]) => {
      const valid = value === undefined || (Number.isFinite(value) && value > 0);
      return valid ? [] : [`${where}.${measure}.${level} is ${value}; expected a number above 0`];
    }),
  );
}

function checkShare(name: string, value: number | undefined): string[] {
  const valid = value === undefined || (value > 0 && value < 1);
  return valid ? [] : [`${name} is ${value}; expected a number between 0 and 1`];
}

function checkTime(name: string, value: string | undefined): string[] {
  const valid = value === undefined || !Number.isNaN(Date.parse(value));
  return valid ? [] : [`${name} is ${JSON.stringify(value)}; expected a time such as 2026-11-23T00:00:00Z`];
}

function checkMute(mute: DriftMute, index: number): string[] {
  const where = `mutes[${index}]`;
  const said = (['name', 'reason', 'owner', 'expiresAt'] as const).flatMap((key) =>
    (mute[key] ?? '').trim() === '' ? [`${where}.${key} is empty; a mute says what, why, who and until when`] : [],
  );
  return [...said, ...checkTime(`${where}.expiresAt`, mute.expiresAt)];
}

/** @throws RangeError that names everything that is wrong with the policy. */
export function checkPolicy(policy: DriftPolicy): void {
  const { minimumRows } = policy;
  const validRows = minimumRows === undefined || (Number.isInteger(minimumRows) && minimumRows >= 1);
  const problems = [
    ...checkThresholds('thresholds', policy.thresholds),
    ...Object.entries(policy.fieldThresholds ?? {}).flatMap(([name, overrides]) =>
      checkThresholds(`fieldThresholds[${JSON.stringify(name)}]`, overrides),
    ),
    ...checkShare('falseDiscoveryRate', policy.falseDiscoveryRate),
    ...checkShare('minimumCoverage', policy.minimumCoverage),
    ...(validRows ? [] : [`minimumRows is ${minimumRows}; expected a whole number of at least 1`]),
    ...checkTime('quietUntil', policy.quietUntil),
    ...(policy.mutes ?? []).flatMap(checkMute),
  ];
  if (problems.length > 0) throw new RangeError(`drift policy: ${problems.join('; ')}`);
}
