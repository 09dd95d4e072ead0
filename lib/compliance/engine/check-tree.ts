import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Check } from '../checks/check';
import type { Settings } from '../checks/settings';
import { Application, type Resource } from '../template';
import { templatesOfTree } from '../template/from-constructs';
import type { RunResult } from './result';
import { runChecks } from './run';

/**
 * Runs checks on a part of a construct tree without synthesising it. The whole app is read, so that a rule sees what
 * stands in other stacks; only what lies below `scope` is reported.
 */
export function checkTree(scope: IConstruct, checks: readonly Check[], settings: Settings): RunResult {
  const application = new Application(templatesOfTree(scope.node.root), true);
  return runChecks(checks, { application, settings }, below(scope));
}

function below(scope: IConstruct): (resource: Resource) => boolean {
  const stacks = new Set(
    scope.node
      .findAll()
      .filter((each) => Stack.isStack(each))
      .map((stack) => stack.node.path),
  );
  const isInside = (path: string | undefined) => path === scope.node.path || path?.startsWith(`${scope.node.path}/`);
  return (resource) => stacks.has(resource.template.id) || isInside(resource.path) === true;
}
