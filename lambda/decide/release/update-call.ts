import type {
  Release,
  ReleaseCall,
  ReleaseSettings,
  ReleaseVariant,
  RollbackAlarmSettings,
} from '../../../lib/contract';
import { ReleaseName } from '../../../lib/contract';
import { scalingOf } from './around';
import { productionVariants } from './serving';

/** 255 characters are CloudWatch's limit; a configuration's name has at most 63, a variant's too. */
export function rollbackAlarmName(endpointConfigName: string, variantName: string, id: string): string {
  return ReleaseName.alarm(endpointConfigName, variantName, id);
}

/** The rollback alarms of some variants of a configuration, by their names. */
export function rollbackAlarmNames(
  endpointConfigName: string,
  variants: readonly ReleaseVariant[],
  alarms: readonly RollbackAlarmSettings[],
): readonly string[] {
  return variants.flatMap(({ variantName }) =>
    alarms.map(({ id }) => rollbackAlarmName(endpointConfigName, variantName, id)),
  );
}

const variantNames = (release: Release) => release.variants.map(({ variantName }) => variantName).sort();

/** Whether SageMaker can guard the change: it needs the same variants before and after. */
export function guardable(release: Release, live: Release): boolean {
  return variantNames(release).join() === variantNames(live).join();
}

/**
 * UpdateEndpoint for a release: guarded by the alarms of its own fleet and those of the template, where SageMaker can.
 * What comes back takes all traffic as soon as its fleet is there: it has proven itself, a canary would keep the version
 * that is to be left for the whole bake, and an alarm that this version has set off would keep it for good.
 *
 * @param settings that the release was made with
 * @param declared settings of the last deployment, once the release is live
 */
export function updateCall(
  release: Release,
  live: Release | undefined,
  settings: ReleaseSettings | undefined,
  declared: ReleaseSettings | undefined,
): ReleaseCall {
  const parameters: Record<string, unknown> = {
    EndpointName: release.endpointName,
    EndpointConfigName: release.endpointConfigName,
  };
  if (settings === undefined || live === undefined) return { kind: 'update', parameters };
  Object.assign(parameters, retainedCounts(release, settings, declared));
  if (release.restores === undefined && guardable(release, live)) {
    const { alarmNames, ...policies } = settings.deployment;
    const answering = productionVariants(release).filter(({ weight }) => weight > 0);
    const own = rollbackAlarmNames(release.endpointConfigName, answering, settings.rollback);
    const Alarms = [...own, ...alarmNames].map((AlarmName) => ({ AlarmName }));
    parameters['DeploymentConfig'] = { ...policies, AutoRollbackConfiguration: { Alarms } };
  }
  return { kind: 'update', parameters };
}

/**
 * UpdateEndpoint back to what is live, after a change that came to nothing. No guardrails: what comes back has proven
 * itself, and must not be held up by alarms of the fleet that it replaces.
 */
export function restoreCall(
  live: Release,
  settings: ReleaseSettings | undefined,
  declared: ReleaseSettings | undefined,
): ReleaseCall {
  const { endpointName: EndpointName, endpointConfigName: EndpointConfigName } = live;
  const parameters = { EndpointName, EndpointConfigName, ...(settings && retainedCounts(live, settings, declared)) };
  return { kind: 'update', parameters };
}

/**
 * The number of instances that scaling has come to survives, also where the release was made before it scaled; weights and
 * capture come from the configuration.
 */
function retainedCounts(
  release: Release,
  own: ReleaseSettings,
  declared: ReleaseSettings = own,
): Readonly<Record<string, unknown>> {
  if (Object.keys(own.scaling).length === 0 && scalingOf(release, own, declared).size === 0) return {};
  const excluded = ['DesiredWeight', 'DataCaptureConfig'];
  return {
    RetainAllVariantProperties: true,
    ExcludeRetainedVariantProperties: excluded.map((VariantPropertyType) => ({ VariantPropertyType })),
  };
}
