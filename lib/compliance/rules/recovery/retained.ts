import type { Resource, Value } from '../../template';
import { isOpen } from '../expect';

const KEEPS = ['Retain', 'RetainExceptOnCreate', 'Snapshot'];

/** Whether a resource survives the deletion of its stack and its own replacement; undefined where synth cannot tell. */
export function isRetained(resource: Resource): boolean | undefined {
  const policies: readonly Value[] = [resource.attribute('DeletionPolicy'), resource.attribute('UpdateReplacePolicy')];
  if (policies.some(isOpen)) return undefined;
  return policies.every(isKept);
}

/** Whether a deletion or replacement policy keeps the resource. */
export function isKept(policy: Value): boolean {
  return typeof policy === 'string' && KEEPS.includes(policy);
}

/** The first of the two policies that only the deployment knows. */
export function openPolicy(resource: Resource): Value {
  return [resource.attribute('DeletionPolicy'), resource.attribute('UpdateReplacePolicy')].find(isOpen);
}
