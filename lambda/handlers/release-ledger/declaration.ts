import type { DescribeEndpointConfigCommandOutput, ProductionVariant } from '@aws-sdk/client-sagemaker';
import {
  type ModelSettings,
  RELEASE_SCHEMA_VERSION,
  type ReleaseDeclaration,
  type ReleaseSettings,
  type VariantSettings,
} from '../../../lib/contract';
import type { Hosting } from '../../aws/hosting';
import { type DeclaredState, type RoleModels, releasedModel, sha256Of } from '../../decide/release';

/**
 * Reads what a template declares: versions from the declaration, everything else from the native resources as SageMaker
 * has them, so that overrides of the template count.
 *
 * @throws Error where a resource that the declaration names does not exist
 */
export async function readDeclaration(declaration: ReleaseDeclaration, hosting: Hosting): Promise<DeclaredState> {
  const config = await hosting.endpointConfig(declaration.endpointConfigName);
  if (config === undefined) throw new Error(`There is no endpoint configuration ${declaration.endpointConfigName}.`);
  const variants: Record<string, VariantSettings> = {};
  const models: Record<string, ModelSettings> = {};
  for (const [role, variant] of rolesIn(config)) {
    variants[role] = variantSettings(variant);
    models[role] = await modelSettings(variant.ModelName ?? '', hosting);
  }
  const settings: ReleaseSettings = {
    schemaVersion: RELEASE_SCHEMA_VERSION,
    models,
    variants,
    capture: capture(config),
    kmsKeyId: config.KmsKeyId,
    deployment: declaration.deployment,
    fallback: declaration.fallback,
    scaling: declaration.scaling,
    rollback: declaration.rollback,
    probes: declaration.probes,
    approval: declaration.approval,
    tags: declaration.tags,
  };
  const declared: RoleModels = Object.fromEntries(
    Object.entries(declaration.manifests).map(([role, manifest]) => [
      role,
      releasedModel(manifest, manifest.artifact.uri ?? ''),
    ]),
  );
  return {
    models: declared,
    settings,
    settingsSha256: sha256Of(settings),
    declarationSha256: sha256Of(declaration),
    adoptExisting: declaration.adoptExisting,
  };
}

/** The champion may keep the name that an adopted endpoint gave it; the others are named by their roles. */
function rolesIn(config: DescribeEndpointConfigCommandOutput): [string, ProductionVariant][] {
  const production = (config.ProductionVariants ?? []).filter(({ VariantName }) => VariantName !== 'fallback');
  const shadows = config.ShadowProductionVariants ?? [];
  return [
    ...production.map((variant): [string, ProductionVariant] => [
      variant.VariantName === 'challenger' ? 'challenger' : 'champion',
      variant,
    ]),
    ...shadows.map((variant): [string, ProductionVariant] => ['shadow', variant]),
  ];
}

function variantSettings(variant: ProductionVariant): VariantSettings {
  const { VariantName, ModelName: _model, InstanceType, InitialInstanceCount, InitialVariantWeight, ...more } = variant;
  return {
    variantName: VariantName ?? '',
    instanceType: InstanceType ?? '',
    instanceCount: InitialInstanceCount ?? 1,
    weight: InitialVariantWeight ?? 1,
    more: defined(more),
  };
}

async function modelSettings(name: string, hosting: Hosting): Promise<ModelSettings> {
  const model = await hosting.model(name);
  if (model === undefined) throw new Error(`There is no model ${name}.`);
  return {
    executionRoleArn: model.ExecutionRoleArn ?? '',
    enableNetworkIsolation: model.EnableNetworkIsolation ?? false,
    vpcConfig: model.VpcConfig && defined(model.VpcConfig),
    environment: model.PrimaryContainer?.Environment ?? {},
  };
}

/** The destination's last folder is the hash of the configuration: each release has its own. */
function capture(config: DescribeEndpointConfigCommandOutput): ReleaseSettings['capture'] {
  if (config.DataCaptureConfig === undefined) return undefined;
  const { DestinationS3Uri = '', ...rest } = config.DataCaptureConfig;
  return { config: defined(rest), bucketPrefix: DestinationS3Uri.replace(/[^/]+\/?$/, '') };
}

function defined(value: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
}
