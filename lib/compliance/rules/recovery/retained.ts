import type { Resource } from '../../template';

const KEEPS = ['Retain', 'RetainExceptOnCreate', 'Snapshot'];

/** Whether a resource survives the deletion of its stack and its own replacement. */
export function isRetained(resource: Resource): boolean {
  const [deletion, replacement] = [resource.attribute('DeletionPolicy'), resource.attribute('UpdateReplacePolicy')];
  const keeps = (policy: unknown) => typeof policy === 'string' && KEEPS.includes(policy);
  return keeps(deletion) && keeps(replacement);
}
