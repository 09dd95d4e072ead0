import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isUnresolved, type Problems } from './validation';

/** For each app, who has taken which name. */
const TAKEN = new WeakMap<IConstruct, Map<string, string>>();

export interface TakenName {
  /** What bears the name: `bucket`, `endpoint`. Names of different kinds do not clash. */
  readonly kind: string;
  readonly name: string;
  /** Property that the name comes from. */
  readonly prop: string;
  readonly remedy: string;
}

/**
 * Takes a name that can be had once in an account and Region, and reports a problem where another construct of the app
 * has it: CloudFormation would find out in the middle of a deployment. Stacks without an environment may go to different
 * ones, so their names can only clash within themselves.
 */
export function takeName(problems: Problems, scope: IConstruct, { kind, name, prop, remedy }: TakenName): void {
  if (isUnresolved(name)) return;
  const stack = Stack.of(scope);
  const known = !isUnresolved(stack.account) && !isUnresolved(stack.region);
  const key = JSON.stringify([known ? stack.environment : stack.node.path, kind, name]);
  const app = scope.node.root;
  const taken = TAKEN.get(app) ?? new Map<string, string>();
  TAKEN.set(app, taken);
  const owner = taken.get(key) ?? scope.node.path;
  taken.set(key, owner);
  problems.expect(owner === scope.node.path, {
    prop,
    value: name,
    expected: `a name of its own; ${owner} has the ${kind} ${name}`,
    remedy,
  });
}
