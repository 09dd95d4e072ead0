import type { IConstruct } from 'constructs';
import { SAGEMAKER_NAME } from '../contract';
import { checkKey, isUnresolved, type Problems, takeName } from '../core';
import { instanceStorageOf } from '../core/instance-storage';
import { checkVariants } from './check-variants';
import type { DeploymentPolicy } from './deployment-policy';
import type { DeploymentTime } from './deployment-strategy';
import type { EndpointOptions } from './endpoint-options';
import { checkThresholds, MAX_ROLLBACK_ALARMS } from './rollback-alarms';
import type { VariantSpec } from './variant-spec';

/** 50 a resource, less what this construct and the CDK add. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Tag.html */
const MAX_TAGS = 40;
const TAG_KEY = /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu;
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;

/** What the checks look at, with all defaults filled in. */
export interface CheckedEndpoint {
  readonly props: EndpointOptions;
  readonly endpointName: string;
  readonly production: readonly VariantSpec[];
  readonly shadow?: VariantSpec;
  readonly policy: DeploymentPolicy;
  /** Variants that answer while a deployment runs, where these are more than the configuration has. @default production */
  readonly deployed?: readonly VariantSpec[];
  /** Alarms of a deployment beside those that were given. */
  readonly ownAlarms: number;
}

function checkAlarms(problems: Problems, { props, ownAlarms: own }: CheckedEndpoint): void {
  const given = props.rollbackAlarms?.length ?? 0;
  problems.expect(own + given <= MAX_ROLLBACK_ALARMS, {
    prop: 'rollbackAlarms',
    value: `${own} alarms of this construct and ${given} of your own`,
    expected: `at most ${MAX_ROLLBACK_ALARMS} alarms in all`,
    remedy: 'Combine alarms of your own into a composite alarm, use fewer variants, or leave out rollback.p99Latency.',
  });
}

function checkVolumeKey(problems: Problems, props: EndpointOptions, variants: readonly VariantSpec[]): void {
  if (props.volumeKey === undefined) return;
  for (const { path, instanceType } of variants) {
    if (isUnresolved(instanceType) || instanceStorageOf(instanceType) === 'volume') continue;
    problems.add({
      prop: 'volumeKey',
      value: `given, and ${path} has ${instanceType}`,
      expected: 'instance types with a storage volume',
      remedy: 'Remove volumeKey: SageMaker refuses it, because the hardware encrypts the local disks of this type.',
    });
  }
}

function checkTags(problems: Problems, tags: Readonly<Record<string, string>>): void {
  const entries = Object.entries(tags);
  problems.integer('tags (count)', entries.length, { min: 0, max: MAX_TAGS }, 'Remove tags.');
  for (const [key, value] of entries) {
    const prop = `tags.${key.slice(0, 80)}`;
    const characters = 'letters, digits, spaces and _.:/=+-@';
    problems.matches(prop, key, TAG_KEY, `a key of 1 to 128 ${characters}, not beginning with aws:`, 'Rename the tag.');
    problems.matches(prop, value, TAG_VALUE, `a value of at most 256 ${characters}`, 'Change the value.');
  }
}

/**
 * Reports everything about an endpoint that AWS would refuse at deployment, and what this library does not allow.
 *
 * @returns what a deployment of it takes
 */
export function checkEndpoint(problems: Problems, scope: IConstruct, endpoint: CheckedEndpoint): DeploymentTime {
  const { props, production, shadow, policy } = endpoint;
  const nameRemedy = 'Shorten or rename it, or leave endpointName out.';
  const expected = '1 to 63 letters, digits or inner hyphens';
  problems.matches('endpointName', endpoint.endpointName, SAGEMAKER_NAME, expected, nameRemedy);
  // SageMaker takes Fraud and fraud for the same.
  const name = isUnresolved(endpoint.endpointName)
    ? endpoint.endpointName
    : String(endpoint.endpointName).toLowerCase();
  const another = 'Rename it, or serve both models as variants of one endpoint.';
  takeName(problems, scope, { kind: 'endpoint', name, prop: 'endpointName', remedy: another });
  problems.required('store', props.store, 'an ArtifactStore', 'Pass the store of the artifacts and captured requests.');
  checkKey(problems, 'volumeKey', props.volumeKey);
  checkKey(problems, 'artifactSourceKey', props.artifactSourceKey);
  checkVariants(problems, scope, production, shadow);
  const time = policy._strategy().check(problems, endpoint.deployed ?? production, shadow !== undefined);
  checkThresholds(problems, props.rollback ?? {});
  checkAlarms(problems, endpoint);
  const sampling = 'Give it in whole percent: 100 captures every request.';
  problems.integer('captureSamplingPercentage', props.captureSamplingPercentage, { min: 0, max: 100 }, sampling);
  checkVolumeKey(problems, props, shadow === undefined ? production : [...production, shadow]);
  checkTags(problems, props.tags ?? {});
  return time;
}
