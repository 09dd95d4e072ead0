import type { Release, ReleaseCall, ReleaseSettings } from '../../../lib/contract';
import { ReleaseName } from '../../../lib/contract';
import { productionVariants } from './serving';

/** 255 characters are CloudWatch's limit; a configuration's name has at most 63, a variant's too. */
export function rollbackAlarmName(endpointConfigName: string, variantName: string, id: string): string {
  return ReleaseName.alarm(endpointConfigName, variantName, id);
}

const variantNames = (release: Release) => release.variants.map(({ variantName }) => variantName).sort();

/** Whether SageMaker can guard the change: it needs the same variants before and after. */
export function guardable(release: Release, live: Release): boolean {
  return variantNames(release).join() === variantNames(live).join();
}

/**
 * UpdateEndpoint for a release: guarded by the alarms of its own fleet and those of the template, where SageMaker can.
 * Where a variant scales, its number of instances survives; weights and capture come from the new configuration.
 */
export function updateCall(
  release: Release,
  live: Release | undefined,
  settings: ReleaseSettings | undefined,
): ReleaseCall {
  const parameters: Record<string, unknown> = {
    EndpointName: release.endpointName,
    EndpointConfigName: release.endpointConfigName,
  };
  if (settings === undefined || live === undefined) return { kind: 'update', parameters };
  if (Object.keys(settings.scaling).length > 0) {
    parameters['RetainAllVariantProperties'] = true;
    parameters['ExcludeRetainedVariantProperties'] = [
      { VariantPropertyType: 'DesiredWeight' },
      { VariantPropertyType: 'DataCaptureConfig' },
    ];
  }
  if (guardable(release, live)) {
    const { alarmNames, ...policies } = settings.deployment;
    const own = productionVariants(release)
      .filter(({ weight }) => weight > 0)
      .flatMap(({ variantName }) =>
        settings.rollback.map(({ id }) => rollbackAlarmName(release.endpointConfigName, variantName, id)),
      );
    const Alarms = [...own, ...alarmNames].map((AlarmName) => ({ AlarmName }));
    parameters['DeploymentConfig'] = { ...policies, AutoRollbackConfiguration: { Alarms } };
  }
  return { kind: 'update', parameters };
}
