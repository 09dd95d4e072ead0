import type { Release, ReleaseSettings } from '../../../lib/contract';
import type { HostedResource } from '../../aws/hosting';
import { scalingOf, tagChange } from '../../decide/release';
import { settingsOf } from '../release-ledger/look';
import { settleAlarms } from './alarms';
import type { HostingParts } from './parts';

/** What changes hands: the release that counted so far, and the deployment, by the digest of its settings. */
interface Left {
  readonly release?: Release;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/**
 * Brings what is in no configuration to what serves: scaling and the user's tags as the last deployment says, thresholds
 * of its alarms as the release itself.
 */
export async function settleAround(
  serving: Release,
  { release: left, from, to }: Left,
  parts: HostingParts,
): Promise<void> {
  const { ledger } = parts;
  const [own, before, after] = await Promise.all([
    settingsOf(serving, ledger),
    settingsOf({ settingsSha256: from }, ledger),
    settingsOf({ settingsSha256: to }, ledger),
  ]);
  // An adopted release was made by somebody else, who scales it and may still own its models and configuration.
  if (own !== undefined) await scale(serving, own, after ?? own, parts);
  // Those of a configuration that is new, or comes back, were made before it was called.
  const shared = left?.endpointConfigName === serving.endpointConfigName;
  if (own !== undefined && shared && left.settingsSha256 !== serving.settingsSha256) {
    await settleAlarms(serving, own, [left], parts);
  }
  await retag(serving, tagChange(before?.tags, after?.tags), parts);
}

async function scale(
  release: Release,
  own: ReleaseSettings,
  declared: ReleaseSettings,
  { scaling }: HostingParts,
): Promise<void> {
  const wanted = scalingOf(release, own, declared);
  for (const [name, settings] of wanted) await scaling.register(name, settings);
  for (const name of await scaling.registered()) if (!wanted.has(name)) await scaling.deregister(name);
}

async function retag(
  release: Release,
  change: ReturnType<typeof tagChange>,
  { hosting, settings }: HostingParts,
): Promise<void> {
  if (change === undefined) return;
  const made: readonly HostedResource[] =
    release.settingsSha256 === undefined
      ? []
      : [
          { kind: 'endpoint-config', name: release.endpointConfigName },
          ...[...new Set(release.variants.map(({ modelName }) => modelName))].map(
            (name): HostedResource => ({ kind: 'model', name }),
          ),
        ];
  const endpoint: HostedResource = { kind: 'endpoint', name: settings.endpointName };
  for (const resource of [endpoint, ...made]) await hosting.retag(resource, change.tags, change.gone);
}
