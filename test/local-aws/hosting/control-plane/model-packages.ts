/** The model registry: package groups and versioned packages with an approval. */
import type { CreateModelPackageInput, ModelApprovalStatus } from '@aws-sdk/client-sagemaker';
import { ApiError, refused } from '../errors';
import { type Account, epochSeconds, type StoredModelPackage, type StoredModelPackageGroup } from '../state';
import { type ListInput, page } from './listing';
import { tagNew } from './tags';

/** The last part of a name or an ARN. */
const nameOf = (nameOrArn: string): string => nameOrArn.replace(/^arn:[^/]*\//, '');

export function createModelPackage(account: Account, input: CreateModelPackageInput): object {
  const { ModelPackageGroupName: groupName, ModelPackageName: packageName } = input;
  if ((groupName === undefined) === (packageName === undefined)) {
    throw refused(
      'Give ModelPackageGroupName for a versioned model package, or ModelPackageName for an unversioned one.',
    );
  }
  const stored = groupName === undefined ? unversioned(account, packageName ?? '', input) : versioned(account, input);
  account.modelPackages.set(stored.arn, stored);
  tagNew(account, stored.arn, input.Tags);
  return { ModelPackageArn: stored.arn };
}

function versioned(account: Account, input: CreateModelPackageInput): StoredModelPackage {
  if (input.Tags !== undefined && input.Tags.length > 0) {
    throw refused('Tags are not allowed on a versioned model package: tag its group.');
  }
  const group = findModelPackageGroup(account, input.ModelPackageGroupName ?? '');
  const version = group.nextVersion;
  group.nextVersion += 1;
  return {
    name: group.name,
    group: group.name,
    version,
    arn: `${account.arn('model-package', group.name)}/${version}`,
    creationTime: epochSeconds(),
    input,
    approvalStatus: input.ModelApprovalStatus ?? 'PendingManualApproval',
    customerMetadata: { ...input.CustomerMetadataProperties },
  };
}

function unversioned(account: Account, name: string, input: CreateModelPackageInput): StoredModelPackage {
  const arn = account.arn('model-package', name);
  if (account.modelPackages.has(arn)) throw refused(`Cannot create already existing model package "${arn}".`);
  if (input.ModelApprovalStatus !== undefined) {
    throw refused('ModelApprovalStatus is for versioned model packages: give ModelPackageGroupName.');
  }
  return { name, arn, creationTime: epochSeconds(), input, customerMetadata: { ...input.CustomerMetadataProperties } };
}

/** @throws ApiError when there is none of that name, or the name is of a group and has no version. */
export function findModelPackage(account: Account, nameOrArn: string): StoredModelPackage {
  const arn = account.arn('model-package', nameOf(nameOrArn));
  const found = account.modelPackages.get(arn);
  if (found === undefined) throw refused(`ModelPackage ${nameOrArn} does not exist.`);
  return found;
}

export function describeModelPackage(account: Account, input: { ModelPackageName: string }): object {
  const found = findModelPackage(account, input.ModelPackageName);
  const {
    Tags: _,
    ClientToken: __,
    CustomerMetadataProperties: ___,
    ModelPackageGroupName: ____,
    ...created
  } = found.input;
  return {
    ...created,
    ...summary(found),
    ModelPackageStatusDetails: { ValidationStatuses: [], ImageScanStatuses: [] },
    ApprovalDescription: found.approvalDescription,
    CustomerMetadataProperties: found.customerMetadata,
    LastModifiedTime: found.lastModifiedTime,
  };
}

function summary(found: StoredModelPackage): object {
  return {
    ModelPackageName: found.name,
    ModelPackageGroupName: found.group,
    ModelPackageVersion: found.version,
    ModelPackageArn: found.arn,
    ModelPackageDescription: found.input.ModelPackageDescription,
    CreationTime: found.creationTime,
    ModelPackageStatus: 'Completed',
    ModelApprovalStatus: found.approvalStatus,
  };
}

export interface UpdateModelPackage {
  readonly ModelPackageArn: string;
  readonly ModelApprovalStatus?: ModelApprovalStatus;
  readonly ApprovalDescription?: string;
  readonly CustomerMetadataProperties?: Record<string, string>;
  readonly CustomerMetadataPropertiesToRemove?: string[];
}

export function updateModelPackage(account: Account, input: UpdateModelPackage): object {
  const found = findModelPackage(account, input.ModelPackageArn);
  if (input.ModelApprovalStatus !== undefined && found.version === undefined) {
    throw refused(`Model package "${found.arn}" is not versioned and takes no approval status.`);
  }
  found.approvalStatus = input.ModelApprovalStatus ?? found.approvalStatus;
  found.approvalDescription = input.ApprovalDescription ?? found.approvalDescription;
  Object.assign(found.customerMetadata, input.CustomerMetadataProperties);
  for (const key of input.CustomerMetadataPropertiesToRemove ?? []) delete found.customerMetadata[key];
  found.lastModifiedTime = epochSeconds();
  return { ModelPackageArn: found.arn };
}

export function deleteModelPackage(account: Account, input: { ModelPackageName: string }): object {
  const found = findModelPackage(account, input.ModelPackageName);
  account.modelPackages.delete(found.arn);
  account.tags.delete(found.arn);
  return {};
}

export function listModelPackages(
  account: Account,
  input: ListInput & { ModelPackageGroupName?: string; ModelApprovalStatus?: string; ModelPackageType?: string },
): object {
  const group =
    input.ModelPackageGroupName === undefined
      ? undefined
      : findModelPackageGroup(account, input.ModelPackageGroupName).name;
  const kind = input.ModelPackageType ?? (group === undefined ? 'Unversioned' : 'Versioned');
  const all = [...account.modelPackages.values()].filter(
    (found) =>
      (group === undefined || found.group === group) &&
      (kind === 'Both' || (kind === 'Versioned') === (found.version !== undefined)) &&
      (input.ModelApprovalStatus === undefined || found.approvalStatus === input.ModelApprovalStatus),
  );
  const { items, NextToken } = page(all, input);
  return { ModelPackageSummaryList: items.map(summary), NextToken };
}

/** @throws ApiError when there is no such group. */
export function findModelPackageGroup(account: Account, nameOrArn: string): StoredModelPackageGroup {
  const name = nameOf(nameOrArn);
  const wanted = name.toLowerCase();
  for (const group of account.modelPackageGroups.values()) if (group.name.toLowerCase() === wanted) return group;
  throw refused(`ModelPackageGroup ${account.arn('model-package-group', name)} does not exist.`);
}

export function createModelPackageGroup(
  account: Account,
  input: {
    ModelPackageGroupName: string;
    ModelPackageGroupDescription?: string;
    Tags?: { Key: string; Value: string }[];
  },
): object {
  const { ModelPackageGroupName: name } = input;
  const arn = account.arn('model-package-group', name);
  if ([...account.modelPackageGroups.values()].some((group) => group.arn === arn)) {
    throw refused(`Model Package Group already exists: ${arn}`);
  }
  account.modelPackageGroups.set(name, {
    name,
    arn,
    creationTime: epochSeconds(),
    description: input.ModelPackageGroupDescription,
    nextVersion: 1,
  });
  tagNew(account, arn, input.Tags);
  return { ModelPackageGroupArn: arn };
}

function groupSummary(group: StoredModelPackageGroup): object {
  return {
    ModelPackageGroupName: group.name,
    ModelPackageGroupArn: group.arn,
    ModelPackageGroupDescription: group.description,
    CreationTime: group.creationTime,
    ModelPackageGroupStatus: 'Completed',
  };
}

export function describeModelPackageGroup(account: Account, input: { ModelPackageGroupName: string }): object {
  return { ...groupSummary(findModelPackageGroup(account, input.ModelPackageGroupName)), CreatedBy: {} };
}

export function deleteModelPackageGroup(account: Account, input: { ModelPackageGroupName: string }): object {
  const group = findModelPackageGroup(account, input.ModelPackageGroupName);
  if ([...account.modelPackages.values()].some((found) => found.group === group.name)) {
    throw new ApiError(
      'ConflictException',
      `Model Package Group ${group.arn} still has model packages. Delete them first.`,
    );
  }
  account.modelPackageGroups.delete(group.name);
  account.tags.delete(group.arn);
  return {};
}

export function listModelPackageGroups(account: Account, input: ListInput): object {
  const { items, NextToken } = page(account.modelPackageGroups.values(), input);
  return { ModelPackageGroupSummaryList: items.map(groupSummary), NextToken };
}
