import {
  type ModelSettings,
  type ReleasedModel,
  ReleaseName,
  type ReleaseRole,
  type ReleaseSettings,
  type ReleaseVariant,
  type VariantSettings,
} from '../../../lib/contract';
import { sha256Of } from './sha256-of';

/** Model version of each role. */
export type RoleModels = Readonly<Partial<Record<ReleaseRole, ReleasedModel>>>;

/** A release as far as models and settings decide it, and the calls that make its SageMaker resources. */
export interface ComposedRelease {
  readonly endpointConfigName: string;
  /** Names the configuration; the prefix of what it captures carries it. */
  readonly hash: string;
  readonly variants: readonly ReleaseVariant[];
  /** Parameters of CreateModel, each model once. */
  readonly models: readonly Readonly<Record<string, unknown>>[];
  /** Parameters of CreateEndpointConfig. */
  readonly endpointConfig: Readonly<Record<string, unknown>>;
}

/** Of a role that the template does not declare: on one instance like those of the champion. */
const UNDECLARED_COUNT = 1;
/** 128 bits: enough that two configurations never share a prefix by accident. */
const HASH_LENGTH = 32;
const ORDER: readonly ReleaseRole[] = ['champion', 'fallback', 'challenger', 'shadow'];

/** The settings of a role: declared ones, or made from the champion's. */
export function variantSettings(role: ReleaseRole, settings: ReleaseSettings): VariantSettings | undefined {
  const { champion } = settings.variants;
  if (role === 'fallback') return champion && { ...champion, variantName: 'fallback', weight: 0 };
  const declared = settings.variants[role];
  if (declared !== undefined || champion === undefined) return declared;
  // A challenger gets requests by a shift, not by being there; a shadow sees copies of all.
  const weight = role === 'challenger' ? 0 : champion.weight;
  return { ...champion, variantName: role, instanceCount: UNDECLARED_COUNT, weight, more: {} };
}

function modelCall(endpointName: string, model: ReleasedModel, settings: ModelSettings) {
  const { environment, vpcConfig } = settings;
  const call = {
    ExecutionRoleArn: settings.executionRoleArn,
    EnableNetworkIsolation: settings.enableNetworkIsolation,
    ...(vpcConfig === undefined ? {} : { VpcConfig: vpcConfig }),
    PrimaryContainer: {
      Image: model.image,
      ModelDataUrl: model.artifactUri,
      ...(Object.keys(environment).length === 0 ? {} : { Environment: environment }),
    },
  };
  return { ModelName: ReleaseName.model(endpointName, sha256Of(call)), ...call };
}

/**
 * Makes a release of model versions and settings. All names come from the content, so that the same content is the same
 * resource whoever makes it and however often.
 *
 * @throws Error where the settings know no champion
 */
export function composeRelease(endpointName: string, models: RoleModels, settings: ReleaseSettings): ComposedRelease {
  const parts = ORDER.flatMap((role) => {
    const model = models[role];
    if (model === undefined) return [];
    const variant = variantSettings(role, settings);
    const hosting = settings.models[role] ?? settings.models['champion'];
    if (variant === undefined || hosting === undefined) {
      throw new Error(`The settings of ${endpointName} say nothing about a ${role}. Deploy its stack first.`);
    }
    return [{ role, model, variant, call: modelCall(endpointName, model, hosting) }];
  });
  const rendered = parts.map(({ role, variant, call }) => ({
    role,
    properties: {
      ...variant.more,
      VariantName: variant.variantName,
      ModelName: call.ModelName,
      InstanceType: variant.instanceType,
      InitialInstanceCount: variant.instanceCount,
      InitialVariantWeight: variant.weight,
    },
  }));
  const shadow = rendered.filter(({ role }) => role === 'shadow').map(({ properties }) => properties);
  const shape = {
    ProductionVariants: rendered.filter(({ role }) => role !== 'shadow').map(({ properties }) => properties),
    ...(shadow.length === 0 ? {} : { ShadowProductionVariants: shadow }),
    ...(settings.kmsKeyId === undefined ? {} : { KmsKeyId: settings.kmsKeyId }),
  };
  const hash = sha256Of({ shape, capture: settings.capture }).slice(0, HASH_LENGTH);
  const endpointConfigName = ReleaseName.endpointConfig(endpointName, hash);
  const capture = settings.capture && {
    DataCaptureConfig: { ...settings.capture.config, DestinationS3Uri: `${settings.capture.bucketPrefix}${hash}` },
  };
  return {
    endpointConfigName,
    hash,
    variants: parts.map(({ role, model, variant, call }) => ({
      role,
      variantName: variant.variantName,
      model,
      modelName: call.ModelName,
      instanceType: variant.instanceType,
      instanceCount: variant.instanceCount,
      weight: variant.weight,
    })),
    models: [...new Map(parts.map(({ call }) => [call.ModelName, call])).values()],
    endpointConfig: { EndpointConfigName: endpointConfigName, ...shape, ...capture },
  };
}
