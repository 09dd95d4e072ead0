/** AddTags, DeleteTags, ListTags. */
import type { Tag } from '@aws-sdk/client-sagemaker';
import { refused } from '../errors';
import type { Account } from '../state';

/** https://docs.aws.amazon.com/general/latest/gr/sagemaker.html */
const MAX_TAGS = 50;
/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListTags.html */
const TAGS_A_PAGE = 50;

/** Tags of a new resource. */
export function tagNew(account: Account, arn: string, tags: readonly Tag[] | undefined): void {
  if (tags !== undefined && tags.length > 0) account.tags.set(arn, merged([], tags));
}

export function addTags(account: Account, input: { ResourceArn: string; Tags: Tag[] }): { Tags: Tag[] } {
  const arn = existing(account, input.ResourceArn);
  const tags = merged(account.tags.get(arn) ?? [], input.Tags);
  account.tags.set(arn, tags);
  return { Tags: tags };
}

export function deleteTags(account: Account, input: { ResourceArn: string; TagKeys: string[] }): object {
  const arn = existing(account, input.ResourceArn);
  const kept = (account.tags.get(arn) ?? []).filter((tag) => !input.TagKeys.includes(tag.Key ?? ''));
  account.tags.set(arn, kept);
  return {};
}

export function listTags(account: Account, input: { ResourceArn: string; NextToken?: string }): object {
  const all = account.tags.get(existing(account, input.ResourceArn)) ?? [];
  return { Tags: all.slice(0, TAGS_A_PAGE) };
}

function merged(before: readonly Tag[], added: readonly Tag[]): Tag[] {
  const byKey = new Map(before.map((tag) => [tag.Key, tag]));
  for (const tag of added) byKey.set(tag.Key, { Key: tag.Key, Value: tag.Value });
  if (byKey.size > MAX_TAGS) throw refused(`A resource takes at most ${MAX_TAGS} tags; this would make ${byKey.size}.`);
  return [...byKey.values()];
}

/** The ARN as we store it. Its name part is not case-sensitive. */
function existing(account: Account, arn: string): string {
  const { models, endpointConfigs, endpoints, modelPackageGroups, modelPackages } = account;
  for (const store of [models, endpointConfigs, endpoints, modelPackageGroups, modelPackages]) {
    for (const resource of store.values()) if (resource.arn === arn.toLowerCase()) return resource.arn;
  }
  throw refused(`Could not find resource "${arn}".`);
}
