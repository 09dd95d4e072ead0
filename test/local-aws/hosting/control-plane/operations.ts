/** Every operation of the control plane: its input's shape and what it does. */
import { ApiError } from '../errors';
import * as common from './common-shapes';
import * as configShapes from './endpoint-config-shapes';
import * as configs from './endpoint-configs';
import * as endpointShapes from './endpoint-shapes';
import * as endpoints from './endpoints';
import type { FleetContext } from './fleet-factory';
import * as packageShapes from './model-package-shapes';
import * as packages from './model-packages';
import * as modelShapes from './model-shapes';
import * as models from './models';
import { announcingPackage } from './package-events';
import { check, integer, optional, required, type Shape, structure, text } from './shapes';
import * as tags from './tags';

interface Operation {
  readonly shape: Shape;
  readonly run: (context: FleetContext, input: never) => object;
}

/** An operation that only needs what the account holds. */
const on =
  <I>(run: (account: FleetContext['account'], input: I) => object) =>
  (context: FleetContext, input: I): object =>
    run(context.account, input);

const OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateModel: { shape: modelShapes.createModel, run: on(models.createModel) },
  DescribeModel: { shape: modelShapes.modelReference, run: on(models.describeModel) },
  DeleteModel: { shape: modelShapes.modelReference, run: on(models.deleteModel) },
  ListModels: { shape: common.listing(['Name', 'CreationTime']), run: on(models.listModels) },

  CreateEndpointConfig: { shape: configShapes.createEndpointConfig, run: on(configs.createEndpointConfig) },
  DescribeEndpointConfig: { shape: configShapes.endpointConfigReference, run: on(configs.describeEndpointConfig) },
  DeleteEndpointConfig: { shape: configShapes.endpointConfigReference, run: on(configs.deleteEndpointConfig) },
  ListEndpointConfigs: { shape: common.listing(['Name', 'CreationTime']), run: on(configs.listEndpointConfigs) },

  CreateEndpoint: { shape: endpointShapes.createEndpoint, run: endpoints.createEndpoint },
  UpdateEndpoint: { shape: endpointShapes.updateEndpoint, run: endpoints.updateEndpoint },
  UpdateEndpointWeightsAndCapacities: {
    shape: endpointShapes.updateWeightsAndCapacities,
    run: endpoints.updateWeightsAndCapacities,
  },
  DescribeEndpoint: { shape: endpointShapes.endpointReference, run: endpoints.describeEndpoint },
  DeleteEndpoint: { shape: endpointShapes.endpointReference, run: endpoints.deleteEndpoint },
  ListEndpoints: { shape: endpointShapes.listEndpoints, run: endpoints.listEndpoints },

  CreateModelPackageGroup: { shape: packageShapes.createModelPackageGroup, run: on(packages.createModelPackageGroup) },
  DescribeModelPackageGroup: {
    shape: packageShapes.modelPackageGroupReference,
    run: on(packages.describeModelPackageGroup),
  },
  DeleteModelPackageGroup: {
    shape: packageShapes.modelPackageGroupReference,
    run: on(packages.deleteModelPackageGroup),
  },
  ListModelPackageGroups: { shape: packageShapes.listModelPackageGroups, run: on(packages.listModelPackageGroups) },
  CreateModelPackage: { shape: packageShapes.createModelPackage, run: announcingPackage(packages.createModelPackage) },
  DescribeModelPackage: { shape: packageShapes.modelPackageReference, run: on(packages.describeModelPackage) },
  UpdateModelPackage: { shape: packageShapes.updateModelPackage, run: announcingPackage(packages.updateModelPackage) },
  DeleteModelPackage: { shape: packageShapes.modelPackageReference, run: on(packages.deleteModelPackage) },
  ListModelPackages: { shape: packageShapes.listModelPackages, run: on(packages.listModelPackages) },

  AddTags: {
    shape: structure({ ResourceArn: required(common.sagemakerArn), Tags: required(common.tags) }),
    run: on(tags.addTags),
  },
  DeleteTags: {
    shape: structure({ ResourceArn: required(common.sagemakerArn), TagKeys: required(common.tagKeys) }),
    run: on(tags.deleteTags),
  },
  ListTags: {
    shape: structure({
      ResourceArn: required(common.sagemakerArn),
      NextToken: optional(text({ max: 8192 })),
      MaxResults: optional(integer({ min: 50 })),
    }),
    run: on(tags.listTags),
  },
};

/**
 * Runs one operation of the SageMaker API.
 * @throws ApiError as the service would, and UnknownOperationException for one that is not emulated.
 */
export function operate(context: FleetContext, name: string, input: unknown): object {
  const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  if (operation === undefined) {
    throw new ApiError(
      'UnknownOperationException',
      `The operation "${name}" is not emulated. Emulated are: ${Object.keys(OPERATIONS).join(', ')}.`,
    );
  }
  check(operation.shape, input);
  return operation.run(context, input as never);
}
