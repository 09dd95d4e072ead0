import type { Release } from '../../../lib/contract';
import { productionVariants, rollbackAlarmNames } from '../../decide/release';
import type { HostingParts } from './parts';

/**
 * Removes the SageMaker resources and alarms of releases, except what others share with them: equal content is one
 * resource.
 */
export async function removeResources(
  releases: readonly Release[],
  kept: readonly Release[],
  { ledger, hosting, alarms }: HostingParts,
): Promise<void> {
  const keptConfigs = new Set(kept.map(({ endpointConfigName }) => endpointConfigName));
  const keptModels = new Set(kept.flatMap(({ variants }) => variants.map(({ modelName }) => modelName)));
  for (const release of releases) {
    const { endpointConfigName, variants, settingsSha256 } = release;
    // An adopted release was made by somebody else, who may still own it.
    if (settingsSha256 === undefined) continue;
    if (!keptConfigs.has(endpointConfigName)) {
      await hosting.deleteEndpointConfig(endpointConfigName);
      const { rollback = [] } = (await ledger.settings(settingsSha256)) ?? {};
      await alarms.remove(rollbackAlarmNames(endpointConfigName, productionVariants(release), rollback));
    }
    for (const { modelName } of variants) if (!keptModels.has(modelName)) await hosting.deleteModel(modelName);
  }
}
