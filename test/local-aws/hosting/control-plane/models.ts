/** CreateModel, DescribeModel, DeleteModel, ListModels. */
import type { ContainerDefinition, CreateModelInput } from '@aws-sdk/client-sagemaker';
import { refused } from '../errors';
import { type Account, epochSeconds, type StoredModel } from '../state';
import { type ListInput, page } from './listing';
import { findModelPackage } from './model-packages';
import { tagNew } from './tags';

export function createModel(account: Account, input: CreateModelInput & { ModelName: string }): object {
  const { ModelName: name } = input;
  const arn = account.arn('model', name);
  if (account.models.has(name)) throw refused(`Cannot create already existing model "${arn}".`);
  checkContainers(account, input);
  account.models.set(name, { name, arn, creationTime: epochSeconds(), input });
  tagNew(account, arn, input.Tags);
  return { ModelArn: arn };
}

function checkContainers(account: Account, input: CreateModelInput): void {
  const { PrimaryContainer: primary, Containers: several } = input;
  if (primary !== undefined && several !== undefined && several.length > 0) {
    throw refused('You cannot specify both PrimaryContainer and Containers. Give one of them.');
  }
  const containers = containersOf(input);
  if (containers.length === 0) {
    throw refused('You must specify PrimaryContainer, or at least one entry of Containers.');
  }
  // A model of inference components may go without a role; one that an endpoint serves may not.
  if (input.ExecutionRoleArn === undefined) throw refused('You must specify ExecutionRoleArn for this model.');
  for (const container of containers) checkContainer(account, container);
}

function checkContainer(account: Account, container: ContainerDefinition): void {
  if (container.ModelPackageName !== undefined) {
    const found = findModelPackage(account, container.ModelPackageName);
    if (found.approvalStatus !== undefined && found.approvalStatus !== 'Approved') {
      throw refused(
        `Model package "${found.arn}" has approval status ${found.approvalStatus}; only an Approved one can be deployed.`,
      );
    }
    return;
  }
  if (container.Image === undefined) throw refused('Every container needs Image or ModelPackageName.');
  if (container.ModelDataUrl !== undefined && container.ModelDataSource !== undefined) {
    throw refused('You cannot specify both ModelDataUrl and ModelDataSource. Give one of them.');
  }
}

export function containersOf(input: CreateModelInput): ContainerDefinition[] {
  return input.PrimaryContainer === undefined ? (input.Containers ?? []) : [input.PrimaryContainer];
}

/** @throws ApiError 'Could not find model'. */
export function findModel(account: Account, name: string): StoredModel {
  const model = account.models.get(name);
  if (model === undefined) throw refused(`Could not find model "${account.arn('model', name)}".`);
  return model;
}

export function describeModel(account: Account, input: { ModelName: string }): object {
  const { arn, creationTime, input: created } = findModel(account, input.ModelName);
  const { Tags: _, EnableNetworkIsolation: isolated, ...rest } = created;
  return { ...rest, EnableNetworkIsolation: isolated ?? false, ModelArn: arn, CreationTime: creationTime };
}

export function deleteModel(account: Account, input: { ModelName: string }): object {
  const { name, arn } = findModel(account, input.ModelName);
  account.models.delete(name);
  account.tags.delete(arn);
  return {};
}

export function listModels(account: Account, input: ListInput): object {
  const { items, NextToken } = page(account.models.values(), input);
  const Models = items.map(({ name, arn, creationTime }) => ({
    ModelName: name,
    ModelArn: arn,
    CreationTime: creationTime,
  }));
  return { Models, NextToken };
}
