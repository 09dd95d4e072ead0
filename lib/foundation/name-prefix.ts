import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { Problems, takeName } from '../core';

/** A name that is unique in the world (buckets share one namespace) and that another stack can compute. */
export function globalName(scope: IConstruct, namePrefix: string | undefined, purpose: string): string | undefined {
  if (namePrefix === undefined) return undefined;
  const { account, region } = Stack.of(scope);
  takePrefix(scope, 'bucket', `${namePrefix}-${purpose}`);
  return `${namePrefix}-${purpose}-${account}-${region}`;
}

/** @throws ValidationError when another construct of the app has the same prefix for the same purpose */
export function takePrefix(scope: IConstruct, kind: 'bucket' | 'key alias', name: string): void {
  const problems = new Problems(scope);
  const remedy = 'Share the keys and the store, or give each its own prefix.';
  takeName(problems, scope, { kind, name, prop: 'namePrefix', remedy });
  problems.throwIfAny();
}
