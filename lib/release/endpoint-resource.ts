import { CfnDeletionPolicy, type CfnResource, CustomResource, Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ReleaseMachine } from './release-machine';

/**
 * What CloudFormation knows of a released endpoint. Its handler hands every request to the release machine, which answers
 * it at its end.
 */
export function endpointResource(
  scope: Construct,
  { endpointName, functions, machine }: ReleaseMachine,
  properties: Readonly<Record<string, unknown>>,
): CustomResource {
  // Not the id that the endpoint of `ModelEndpoint` has: a resource cannot change its type, and then the one could not
  // take the place of the other in one deployment.
  const resource = new CustomResource(scope, 'Released', {
    resourceType: 'Custom::ReleasedEndpoint',
    serviceToken: functions.answer.function.functionArn,
    // The longest that CloudFormation waits.
    serviceTimeout: Duration.hours(1),
    properties: { EndpointName: endpointName, StateMachineArn: machine.stateMachineArn, ...properties },
  });
  scope.node.defaultChild = resource.node.defaultChild;
  return resource;
}

/** In the place of a `ModelEndpoint` the declared configuration may be that of release 0, which must be able to come back. */
export function keepReplaced(resources: readonly CfnResource[]): void {
  for (const { cfnOptions } of resources) cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
}
