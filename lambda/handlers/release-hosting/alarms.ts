import type { Release, ReleaseSettings } from '../../../lib/contract';
import { productionVariants, rollbackAlarmName, rollbackAlarmNames } from '../../decide/release';
import { settingsOf } from '../release-ledger/look';
import type { HostingParts } from './parts';

/**
 * Alarms of this configuration's fleet. Those of a variant that gets no traffic would only ever be silent; those that
 * only other releases with this configuration have go.
 *
 * @param others releases, whichever configuration they have
 */
export async function settleAlarms(
  release: Release,
  known: ReleaseSettings,
  others: readonly Release[],
  { alarms, ledger, settings }: HostingParts,
): Promise<void> {
  const { endpointName } = settings;
  const { endpointConfigName } = release;
  const alike = others.filter((other) => other.endpointConfigName === endpointConfigName);
  for (const settingsSha256 of new Set(alike.map((other) => other.settingsSha256))) {
    const { rollback = [] } = (await settingsOf({ settingsSha256 }, ledger)) ?? {};
    const gone = rollback.filter(({ id }) => known.rollback.every((alarm) => alarm.id !== id));
    await alarms.remove(rollbackAlarmNames(endpointConfigName, productionVariants(release), gone));
  }
  for (const { variantName } of productionVariants(release).filter(({ weight }) => weight > 0)) {
    for (const alarm of known.rollback) {
      const name = rollbackAlarmName(endpointConfigName, variantName, alarm.id);
      await alarms.put(name, { endpointName, variantName, endpointConfigName }, alarm);
    }
  }
}
