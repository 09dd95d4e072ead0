import {
  CfnDeletionPolicy,
  type CfnResource,
  CustomResource,
  Duration,
  type ITaggableV2,
  Lazy,
  Stack,
  TagManager,
  TagType,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Problems } from '../core';
import type { ReleaseMachine } from './release-machine';

/** What CloudFormation knows of a released endpoint. Its handler hands every request to the release machine, which answers it at its end. */
class EndpointResource extends CustomResource implements ITaggableV2 {
  readonly cdkTagManager: TagManager;

  constructor(
    scope: Construct,
    id: string,
    { endpointName, functions, machine }: ReleaseMachine,
    properties: Readonly<Record<string, unknown>>,
  ) {
    const tags = new TagManager(TagType.STANDARD, TYPE);
    super(scope, id, {
      resourceType: TYPE,
      serviceToken: functions.answer.function.functionArn,
      // The longest that CloudFormation waits.
      serviceTimeout: Duration.hours(1),
      properties: {
        EndpointName: endpointName,
        StateMachineArn: machine.stateMachineArn,
        ...properties,
        Tags: Lazy.any({ produce: () => tagsOf(this, tags) }),
      },
    });
    this.cdkTagManager = tags;
  }
}

const TYPE = 'Custom::ReleasedEndpoint';

/** 50 a resource, less those by which a model that the machine makes is found: endpoint, model, version, digest. */
const MAX_TAGS = 46;

/** CloudFormation gives a stack's own tags to every resource that it makes itself, and so to none of the machine's. */
function tagsOf(
  resource: CustomResource,
  own: TagManager,
): readonly { readonly Key: string; readonly Value: string }[] | undefined {
  const tags = Object.entries({ ...Stack.of(resource).tags.tagValues(), ...own.tagValues() });
  const problems = new Problems(resource);
  const remedy = 'Remove tags: SageMaker allows 50 a resource, and the machine adds four to each model that it makes.';
  problems.integer('tags of construct and stack (count)', tags.length, { min: 0, max: MAX_TAGS }, remedy);
  problems.throwIfAny();
  return tags.length === 0 ? undefined : tags.sort().map(([Key, Value]) => ({ Key, Value }));
}

/** The resource of a released endpoint. */
export function endpointResource(
  scope: Construct,
  machine: ReleaseMachine,
  properties: Readonly<Record<string, unknown>>,
): CustomResource {
  // Not the id that the endpoint of `ModelEndpoint` has: a resource cannot change its type, and then the one could not
  // take the place of the other in one deployment.
  const resource = new EndpointResource(scope, 'Released', machine, properties);
  scope.node.defaultChild = resource.node.defaultChild;
  return resource;
}

/** In the place of a `ModelEndpoint` the declared configuration may be that of release 0, which must be able to come back. */
export function keepReplaced(resources: readonly CfnResource[]): void {
  for (const { cfnOptions } of resources) cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
}
