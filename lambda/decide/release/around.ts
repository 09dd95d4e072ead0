import type { LedgerHead, Release, ReleaseSettings, ScalingSettings } from '../../../lib/contract';
import { intentTakenBack } from './head';
import { servingVariant } from './serving';

/** A release as far as it says whose deployment will count. */
type Caused = Pick<Release, 'settingsSha256'> & { readonly cause: Pick<Release['cause'], 'operation'> };

/** Digest of the settings of the deployment that will have been the last one once a release in flight is live. */
export function declaredOnceLive({ cause, settingsSha256 }: Caused, head: LedgerHead): string | undefined {
  if (cause.operation === 'DEPLOY') return settingsSha256;
  if (cause.operation === 'UNDO_DEPLOY') return intentTakenBack(head).settingsSha256;
  return head.settingsSha256;
}

/**
 * How the variants of a release scale: as the last deployment says where they are on the same instances as its own, so
 * that a rollback under load keeps its capacity; else as the release itself did.
 *
 * @param own settings that the release was made with
 * @param declared settings of the last deployment
 */
export function scalingOf(
  release: Release,
  own: ReleaseSettings,
  declared: ReleaseSettings,
): ReadonlyMap<string, ScalingSettings> {
  const scaling = new Map<string, ScalingSettings>();
  const serving = servingVariant(release)?.variantName;
  for (const { role, variantName, instanceType } of release.variants) {
    // After a rollback to the warm fallback it is the one that answers, so it scales as the champion did.
    const as = variantName === serving ? 'champion' : role;
    // By role: the last deployment may have given the variant another name.
    const now = declared.variants[as];
    const fits = now?.instanceType === instanceType;
    const settings = fits ? declared.scaling[now.variantName] : own.scaling[own.variants[as]?.variantName ?? ''];
    if (settings !== undefined) scaling.set(variantName, settings);
  }
  return scaling;
}

/** What makes the tags of one deployment those of another; undefined where they are the same. What others added stays. */
export function tagChange(
  before: ReleaseSettings['tags'] = {},
  after: ReleaseSettings['tags'] = {},
): { readonly tags: Readonly<Record<string, string>>; readonly gone: readonly string[] } | undefined {
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  const kept = ([key, value]: [string, string]) => Object.hasOwn(before, key) && before[key] === value;
  const same = gone.length === 0 && Object.entries(after).every(kept);
  return same ? undefined : { tags: after, gone };
}
