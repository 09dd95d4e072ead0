import { Stack } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import {
  DEPLOYMENT_RECORD_SCHEMA_VERSION,
  type DeployedCapability,
  type DeploymentRecord,
  deploymentRecordName,
} from '../contract';

/**
 * Leaves word of what is deployed around an endpoint, so that `production-ml` finds it by the endpoint's name alone. It
 * holds names and places, nothing secret: a standard SSM parameter, which costs nothing.
 *
 * @param deployment names and places; values that only the deployment knows may be among them
 */
export function deploymentRecord(
  scope: Construct,
  id: string,
  endpointName: string,
  capability: DeployedCapability,
  deployment: object,
): ssm.CfnParameter {
  const stack = Stack.of(scope);
  const record: DeploymentRecord<object> = {
    schemaVersion: DEPLOYMENT_RECORD_SCHEMA_VERSION,
    stack: stack.stackName,
    deployment,
  };
  return new ssm.CfnParameter(scope, id, {
    type: 'String',
    name: deploymentRecordName(endpointName, capability),
    description: `What is deployed around the endpoint ${endpointName}: ${capability}`,
    value: stack.toJsonString(record),
  });
}
