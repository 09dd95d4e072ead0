/** CreateEndpointConfig, DescribeEndpointConfig, DeleteEndpointConfig, ListEndpointConfigs. */
import type { CreateEndpointConfigInput, ProductionVariant } from '@aws-sdk/client-sagemaker';
import { refused } from '../errors';
import { type Account, epochSeconds, type StoredEndpointConfig } from '../state';
import { checkCombinations } from './endpoint-config-rules';
import { type ListInput, page } from './listing';
import { findModel } from './models';
import { tagNew } from './tags';

export function createEndpointConfig(
  account: Account,
  input: CreateEndpointConfigInput & { EndpointConfigName: string },
): object {
  const { EndpointConfigName: name } = input;
  const arn = account.arn('endpoint-config', name);
  if (account.endpointConfigs.has(name)) {
    throw refused(`Cannot create already existing endpoint configuration "${arn}".`);
  }
  checkCombinations(input, (modelName) => findModel(account, modelName).input);
  account.endpointConfigs.set(name, { name, arn, creationTime: epochSeconds(), input });
  tagNew(account, arn, input.Tags);
  return { EndpointConfigArn: arn };
}

/** @throws ApiError 'Could not find endpoint configuration'. */
export function findEndpointConfig(account: Account, name: string): StoredEndpointConfig {
  const config = account.endpointConfigs.get(name);
  if (config === undefined) {
    throw refused(`Could not find endpoint configuration "${account.arn('endpoint-config', name)}".`);
  }
  return config;
}

/** The service fills in the weight; 0 is a weight. */
const withDefaults = (variant: ProductionVariant): ProductionVariant =>
  variant.ServerlessConfig === undefined
    ? { ...variant, InitialVariantWeight: variant.InitialVariantWeight ?? 1 }
    : variant;

export function describeEndpointConfig(account: Account, input: { EndpointConfigName: string }): object {
  const { arn, creationTime, input: created } = findEndpointConfig(account, input.EndpointConfigName);
  const { Tags: _, ...rest } = created;
  return {
    ...rest,
    ProductionVariants: created.ProductionVariants?.map(withDefaults),
    ShadowProductionVariants: created.ShadowProductionVariants?.map(withDefaults),
    EnableNetworkIsolation: created.EnableNetworkIsolation ?? false,
    EndpointConfigArn: arn,
    CreationTime: creationTime,
  };
}

/** A configuration that an endpoint uses can be deleted: the endpoint goes on, but cannot go back to it. */
export function deleteEndpointConfig(account: Account, input: { EndpointConfigName: string }): object {
  const { name, arn } = findEndpointConfig(account, input.EndpointConfigName);
  account.endpointConfigs.delete(name);
  account.tags.delete(arn);
  return {};
}

export function listEndpointConfigs(account: Account, input: ListInput): object {
  const { items, NextToken } = page(account.endpointConfigs.values(), input);
  const EndpointConfigs = items.map(({ name, arn, creationTime }) => ({
    EndpointConfigName: name,
    EndpointConfigArn: arn,
    CreationTime: creationTime,
  }));
  return { EndpointConfigs, NextToken };
}
