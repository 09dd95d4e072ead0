import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Commitments } from '../acknowledgements/settle';
import type { Settings } from '../checks/settings';
import { Application, type Resource } from '../template';
import { templatesOfTree } from '../template/from-constructs';
import { type Evaluation, evaluate } from './evaluate';

/**
 * Runs the checks on a part of a construct tree without synthesising it. The whole app is read, so that a rule sees
 * what stands in other stacks; only what lies below `scope` is reported.
 */
export function checkTree(scope: IConstruct, settings: Settings, commitments: Commitments): Evaluation {
  return evaluate(new Application(templatesOfTree(scope.node.root), true), settings, commitments, below(scope));
}

function below(scope: IConstruct): (resource: Resource) => boolean {
  if (scope.node.scope === undefined) return () => true;
  const constructs = scope.node.findAll().filter((each) => Stack.isStack(each));
  const stacks = new Set(constructs.map((stack) => stack.node.path));
  const isInside = (path: string | undefined) => path === scope.node.path || path?.startsWith(`${scope.node.path}/`);
  return (resource) => stacks.has(resource.template.id) || isInside(resource.path) === true;
}
