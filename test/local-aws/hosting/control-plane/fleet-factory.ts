/** From an endpoint configuration, as stored, to a fleet that can be started. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ContainerDefinition, CreateModelInput, DataCaptureConfig } from '@aws-sdk/client-sagemaker';
import type { AccountServices } from '../account-services';
import { containerPlan } from '../fleet/container-plan';
import { Fleet } from '../fleet/fleet';
import type { LocalImages } from '../fleet/images';
import { Variant } from '../fleet/variant';
import type { HostingSettings } from '../settings';
import type { Account, StoredEndpointConfig } from '../state';
import { findModelPackage } from './model-packages';
import { containersOf, findModel } from './models';

export interface FleetContext {
  readonly account: Account;
  readonly services: AccountServices;
  readonly images: LocalImages;
  readonly settings: HostingSettings;
  /** Directory for artifacts. */
  readonly workDirectory: string;
  /** Resource ids of the variants that Application Auto Scaling has as scalable targets, `endpoint/NAME/variant/NAME`. */
  readonly scalableTargets: ReadonlySet<string>;
}

/**
 * A fleet of `config`, not started.
 * @param retained capture settings of the fleet before, where an update keeps them.
 * @throws ApiError when a model or a model package of the configuration is gone.
 */
export function makeFleet(context: FleetContext, config: StoredEndpointConfig, retained?: DataCaptureConfig): Fleet {
  const { account, services, images, settings } = context;
  const models = new Map<Variant, CreateModelInput>();
  const variantsOf = (role: Variant['role'], configured: StoredEndpointConfig['input']['ProductionVariants']) =>
    (configured ?? []).map((one) => {
      const model = findModel(account, one.ModelName ?? '').input;
      const variant = new Variant(role, one, containerOf(account, model));
      models.set(variant, model);
      return variant;
    });
  const variants = [
    ...variantsOf('production', config.input.ProductionVariants),
    ...variantsOf('shadow', config.input.ShadowProductionVariants),
  ];
  const plan = containerPlan({
    account,
    aws: services.aws,
    images,
    settings,
    directory: join(context.workDirectory, randomUUID()),
    isolated: (variant) => models.get(variant)?.EnableNetworkIsolation === true,
  });
  return new Fleet(config.name, variants, retained ?? config.input.DataCaptureConfig, plan);
}

/** The container that stands for a model here. A pipeline of several is not emulated: its first image cannot be found. */
function containerOf(account: Account, model: CreateModelInput): ContainerDefinition {
  const containers = containersOf(model);
  const [first] = containers;
  if (containers.length > 1 || first === undefined) {
    return { Image: `inference pipeline of ${containers.length} containers (not emulated)` };
  }
  if (first.ModelPackageName === undefined) return first;
  const packaged = findModelPackage(account, first.ModelPackageName).input.InferenceSpecification?.Containers?.[0];
  return {
    ContainerHostname: first.ContainerHostname ?? packaged?.ContainerHostname,
    Image: packaged?.Image,
    ModelDataUrl: packaged?.ModelDataUrl,
    ModelDataSource: packaged?.ModelDataSource,
    Environment: { ...packaged?.Environment, ...first.Environment },
  };
}
