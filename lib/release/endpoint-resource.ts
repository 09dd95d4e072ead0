import { CustomResource, Duration } from 'aws-cdk-lib';
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
  return new CustomResource(scope, 'Resource', {
    resourceType: 'Custom::ReleasedEndpoint',
    serviceToken: functions.answer.function.functionArn,
    // The longest that CloudFormation waits.
    serviceTimeout: Duration.hours(1),
    properties: { EndpointName: endpointName, StateMachineArn: machine.stateMachineArn, ...properties },
  });
}
