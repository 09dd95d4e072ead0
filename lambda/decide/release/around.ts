import type { LedgerHead, Release, ReleaseSettings, ScalingSettings } from '../../../lib/contract';
import { servingVariant } from './serving';

/** Digest of the settings of the deployment that will have been the last one once a release in flight is live. */
export function declaredOnceLive(release: Release, head: LedgerHead): string | undefined {
  const { operation } = release.cause;
  if (operation === 'DEPLOY') return release.settingsSha256;
  if (operation === 'UNDO_DEPLOY') return head.intentBefore?.settingsSha256 ?? head.settingsSha256;
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
  const instanceTypes = new Map(
    Object.values(declared.variants).map(({ variantName, instanceType }) => [variantName, instanceType]),
  );
  const scaling = new Map<string, ScalingSettings>();
  const champion = own.variants['champion']?.variantName;
  const serving = servingVariant(release)?.variantName;
  for (const { variantName, instanceType } of release.variants) {
    // After a rollback to the warm fallback it is the one that answers, so it scales as the champion did.
    const as = variantName === serving && champion !== undefined ? champion : variantName;
    const settings = (instanceTypes.get(as) === instanceType ? declared : own).scaling[as];
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
