import type { IConstruct } from 'constructs';
import { SAGEMAKER_NAME } from '../contract';
import { isUnresolved, type Problems } from '../core';
import { instanceStorageOf } from '../core/instance-storage';
import { ModelVersion } from '../registry';
import { checkAtLeast } from './at-least';
import { checkImage } from './container-image';
import { checkEnvironment } from './environment';
import { checkSeconds } from './seconds';
import { checkScaling } from './variant-scaling';
import type { VariantSpec } from './variant-spec';

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html */
const TIMEOUT = { min: 60, max: 3600 };
const VOLUME_GIB = { min: 1, max: 512 };
const MAX_VARIANTS = 10;

function checkVariant(problems: Problems, scope: IConstruct, spec: VariantSpec): void {
  const { called } = spec;
  if (!(spec.model instanceof ModelVersion)) {
    const remedy = 'Use ModelVersion.of or ModelVersion.fromManifest.';
    problems.add({ prop: called('model'), value: spec.model, expected: 'a ModelVersion', remedy });
  }
  const nameRemedy = 'Name the role of the variant, for example "champion", and never its version.';
  problems.matches(
    called('variantName'),
    spec.variantName,
    SAGEMAKER_NAME,
    '1 to 63 letters, digits or inner hyphens',
    nameRemedy,
  );
  const typeRemedy = 'Copy the type from the SageMaker price list, for example "ml.m5.large".';
  const type = /^ml\.[a-z0-9-]+\.[a-z0-9-]+$/;
  problems.matches(called('instanceType'), spec.instanceType, type, 'ml.<family>.<size>', typeRemedy);
  const count = 'Give the instances that serve from the start.';
  checkAtLeast(problems, called('initialInstanceCount'), spec.instanceCount, 1, 'an integer', count);
  const share = 'Give a share of the traffic, relative to the other variants.';
  checkAtLeast(problems, called('initialWeight'), spec.weight, 0, 'a number', share);
  checkSeconds(problems, called('containerStartupHealthCheckTimeout'), spec.startupTimeout, TIMEOUT);
  checkSeconds(problems, called('modelDataDownloadTimeout'), spec.downloadTimeout, TIMEOUT);
  checkVolume(problems, spec);
  checkEnvironment(problems, called('environment'), spec.environment);
  checkScaling(problems, spec);
  if (spec.model instanceof ModelVersion) checkImage(problems, scope, `${called('model')}.image`, spec.model.image);
}

function checkVolume(problems: Problems, { called, volumeSize, instanceType }: VariantSpec): void {
  if (volumeSize === undefined) return;
  const gib = volumeSize.isUnresolved() ? undefined : volumeSize.toGibibytes({ rounding: undefined });
  problems.integer(`${called('volumeSize')} (GiB)`, gib, VOLUME_GIB, 'Give it as Size.gibibytes(n).');
  const local = !isUnresolved(instanceType) && instanceStorageOf(instanceType) === 'local';
  problems.expect(!local, {
    prop: called('volumeSize'),
    value: instanceType,
    expected: 'an instance type with a storage volume',
    remedy: 'Remove volumeSize: the size of local disks comes with the instance type.',
  });
}

/** All variants read the same requests, so they must agree on how those are encoded. */
function checkFormats(problems: Problems, variants: readonly VariantSpec[]): void {
  const [first, ...others] = variants.filter(({ model }) => model instanceof ModelVersion);
  for (const { called, model } of others) {
    const format = first?.model.featureSchema.inputFormat;
    problems.expect(model.featureSchema.inputFormat === format, {
      prop: `${called('model')}.featureSchema`,
      value: model.featureSchema.inputFormat,
      expected: `requests in ${format}, as ${first?.path} takes them`,
      remedy: 'Serve a model with another request format on an endpoint of its own.',
    });
  }
}

function checkWeights(problems: Problems, production: readonly VariantSpec[], shadow: VariantSpec | undefined): void {
  const weights = production.map(({ weight }) => weight);
  if (weights.length === 0 || isUnresolved(weights)) return;
  if (!weights.some((weight) => isUnresolved(weight)) && weights.every((weight) => weight === 0)) {
    const remedy = 'Give the variant that serves a weight above 0.';
    problems.add({ prop: 'productionVariants', value: 'weights that are all 0', expected: 'a weight above 0', remedy });
  }
  const [weight] = weights;
  if (shadow === undefined || weight === undefined || isUnresolved(weight) || isUnresolved(shadow.weight)) return;
  problems.expect(!(weight > 0 && shadow.weight > weight), {
    prop: shadow.called('initialWeight'),
    value: shadow.weight,
    expected: `at most ${weight}, the weight of the production variant`,
    remedy: 'A request is copied at most once; give the same weight to copy all.',
  });
}

function checkShadow(problems: Problems, production: readonly VariantSpec[], shadow: VariantSpec | undefined): void {
  if (shadow === undefined) return;
  problems.expect(production.length <= 1, {
    prop: shadow.path,
    value: `a shadow beside ${production.length} production variants`,
    expected: 'exactly one production variant beside a shadow',
    remedy: 'End the A/B test first, or run the shadow on another endpoint: SageMaker allows either, not both.',
  });
  for (const { called, instanceType } of [...production, shadow]) {
    const inferentia = !isUnresolved(instanceType) && /^ml\.inf1\./.test(instanceType);
    const remedy = 'Use ml.inf2 or another type.';
    const expected = 'no Inf1 instance with a shadow';
    problems.expect(!inferentia, { prop: called('instanceType'), value: instanceType, expected, remedy });
  }
}

/**
 * Checks the variants of an endpoint, each by itself and all together.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html
 */
export function checkVariants(
  problems: Problems,
  scope: IConstruct,
  production: readonly VariantSpec[],
  shadow: VariantSpec | undefined,
): void {
  const remedy = 'Give 1 to 10 production variants.';
  problems.integer('productionVariants (count)', production.length, { min: 1, max: MAX_VARIANTS }, remedy);
  const all = shadow === undefined ? production : [...production, shadow];
  for (const spec of all) checkVariant(problems, scope, spec);
  const names = all.map(({ variantName }) => variantName).filter((name) => name !== '');
  problems.unique('variantName', names, 'Give each variant a name of its own.');
  checkWeights(problems, production, shadow);
  checkShadow(problems, production, shadow);
  checkFormats(problems, all);
}
