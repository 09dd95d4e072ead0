/** CreateEndpoint, UpdateEndpoint, UpdateEndpointWeightsAndCapacities, DescribeEndpoint, DeleteEndpoint, ListEndpoints. */
import type { CreateEndpointInput, DeploymentConfig, UpdateEndpointInput } from '@aws-sdk/client-sagemaker';
import { refused } from '../errors';
import { type CapacityChange, Endpoint } from '../fleet/endpoint';
import type { Fleet } from '../fleet/fleet';
import type { Account } from '../state';
import { checkDeploymentConfig, checkGuardrails, type DeployedShape } from './deployment-rules';
import { describeEndpoint as describe, endpointSummary } from './describe-endpoint';
import { findEndpointConfig } from './endpoint-configs';
import { type FleetContext, makeFleet } from './fleet-factory';
import { type ListInput, page } from './listing';
import { tagNew } from './tags';

export function createEndpoint(context: FleetContext, input: CreateEndpointInput & { EndpointName: string }): object {
  const { account, services, settings } = context;
  const { EndpointName: name, DeploymentConfig: deployment } = input;
  const arn = account.arn('endpoint', name);
  // Names differ in more than case here, although InvokeEndpoint matches the case.
  if ([...account.endpoints.values()].some((endpoint) => endpoint.arn === arn)) {
    throw refused(`Cannot create already existing endpoint "${arn}".`);
  }
  const fleet = makeFleet(context, findEndpointConfig(account, input.EndpointConfigName ?? ''));
  checkDeploymentConfig(deployment, shapeOf(fleet));
  tagNew(account, arn, input.Tags);
  const endpoint = new Endpoint(name, arn, fleet, deployment, settings, services, services.guard);
  account.endpoints.set(name, endpoint);
  void endpoint.launch();
  return { EndpointArn: arn };
}

/** @throws ApiError 'Could not find endpoint'. */
export function findEndpoint(account: Account, name: string): Endpoint {
  const endpoint = account.endpoints.get(name);
  if (endpoint === undefined) throw refused(`Could not find endpoint "${account.arn('endpoint', name)}".`);
  return endpoint;
}

/** @throws ApiError while another operation runs, and for an endpoint that failed, which can only be deleted. */
function settled(account: Account, name: string): Endpoint {
  const endpoint = findEndpoint(account, name);
  if (endpoint.status === 'InService') return endpoint;
  if (endpoint.status === 'Failed') {
    throw refused(`Cannot update endpoint "${endpoint.arn}" in status Failed. Delete it and create it again.`);
  }
  throw refused(`Cannot update in-progress endpoint "${endpoint.arn}".`);
}

export function updateEndpoint(context: FleetContext, input: UpdateEndpointInput): object {
  const { account } = context;
  const config = findEndpointConfig(account, input.EndpointConfigName ?? '');
  const endpoint = settled(account, input.EndpointName ?? '');
  const excluded = (input.ExcludeRetainedVariantProperties ?? []).map((property) => property.VariantPropertyType);
  if (excluded.length > 0 && input.RetainAllVariantProperties !== true) {
    throw refused('ExcludeRetainedVariantProperties needs RetainAllVariantProperties to be true.');
  }
  const keeps = (property: string) =>
    input.RetainAllVariantProperties === true && !excluded.some((one) => one === property);
  const before = endpoint.active;
  const next = makeFleet(context, config, keeps('DataCaptureConfig') ? before.capture : undefined);
  for (const variant of next.variants) {
    const same = before.variants.find((one) => one.name === variant.name && one.role === variant.role);
    if (same === undefined) continue;
    variant.retain(same.properties, { weight: keeps('DesiredWeight'), instanceCount: keeps('DesiredInstanceCount') });
  }
  const deployment = deploymentOf(input, endpoint.deploymentConfig);
  checkDeploymentConfig(deployment, shapeOf(next));
  checkGuardrails(deployment, shapeOf(before), shapeOf(next));
  void endpoint.update(next, deployment);
  return { EndpointArn: endpoint.arn };
}

function deploymentOf(input: UpdateEndpointInput, last: DeploymentConfig | undefined): DeploymentConfig | undefined {
  return input.DeploymentConfig ?? (input.RetainDeploymentConfig === true ? last : undefined);
}

function shapeOf(fleet: Fleet): DeployedShape {
  return {
    productionNames: fleet.production.map((variant) => variant.name),
    shadowNames: fleet.shadows.map((variant) => variant.name),
    instances: fleet.production.reduce((sum, variant) => sum + variant.properties.desiredInstanceCount, 0),
    serverless: fleet.variants.some((variant) => variant.configured.ServerlessConfig !== undefined),
  };
}

export function updateWeightsAndCapacities(
  { account }: FleetContext,
  input: { EndpointName: string; DesiredWeightsAndCapacities: CapacityChange[] },
): object {
  const endpoint = settled(account, input.EndpointName);
  const changes = input.DesiredWeightsAndCapacities;
  const names = changes.map((change) => change.VariantName ?? '');
  const unknown = names.find((name) => endpoint.findVariant(name) === undefined);
  if (unknown !== undefined) throw refused(`Could not find variant "${unknown}" in endpoint "${endpoint.arn}".`);
  if (new Set(names).size !== names.length)
    throw refused('DesiredWeightsAndCapacities names a variant more than once.');
  const resized = changes.filter((change) => change.DesiredInstanceCount !== undefined);
  if (resized.length > 1) throw refused('The instance count of only one variant can be changed in one call.');
  if (resized.some((change) => change.DesiredInstanceCount === 0)) {
    throw refused('DesiredInstanceCount 0 is only supported for inference component and asynchronous endpoints.');
  }
  void endpoint.changeCapacity(changes);
  return { EndpointArn: endpoint.arn };
}

export function describeEndpoint({ account }: FleetContext, input: { EndpointName: string }): object {
  return describe(findEndpoint(account, input.EndpointName));
}

export function deleteEndpoint({ account }: FleetContext, input: { EndpointName: string }): object {
  const endpoint = findEndpoint(account, input.EndpointName);
  if (endpoint.status !== 'InService' && endpoint.status !== 'Failed') {
    throw refused(`Cannot update in-progress endpoint "${endpoint.arn}".`);
  }
  void endpoint.delete().then(() => {
    account.endpoints.delete(endpoint.name);
    account.tags.delete(endpoint.arn);
  });
  return {};
}

export function listEndpoints(
  { account }: FleetContext,
  input: ListInput & { StatusEquals?: string; LastModifiedTimeBefore?: number; LastModifiedTimeAfter?: number },
): object {
  const { StatusEquals: status, LastModifiedTimeBefore: before, LastModifiedTimeAfter: after } = input;
  const matching = [...account.endpoints.values()].filter(
    (endpoint) =>
      (status === undefined || endpoint.status === status) &&
      (before === undefined || endpoint.lastModifiedTime < before) &&
      (after === undefined || endpoint.lastModifiedTime > after),
  );
  const { items, NextToken } = page(matching, input, { Status: (endpoint) => endpoint.status });
  return { Endpoints: items.map(endpointSummary), NextToken };
}
