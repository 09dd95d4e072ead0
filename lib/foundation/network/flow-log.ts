import type { RemovalPolicy } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { secureLogGroup, serviceRole } from '../../core';

export interface FlowLogProps {
  readonly vpcId: string;
  readonly encryptionKey: kms.IKey;
  readonly retention?: logs.RetentionDays;
  readonly permissionsBoundary?: iam.IManagedPolicy;
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The record of all connections of a VPC, those that were refused included.
 * https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
 */
export function flowLog(scope: Construct, props: FlowLogProps): logs.LogGroup {
  const { retention, permissionsBoundary, removalPolicy, encryptionKey } = props;
  const logGroup = secureLogGroup(scope, 'FlowLogs', { encryptionKey, retention, removalPolicy });
  const role = serviceRole(scope, 'FlowLogRole', {
    service: 'vpc-flow-logs.amazonaws.com',
    description: 'Writes the record of connections of a private network',
    permissionsBoundary,
  });
  role.addToPrincipalPolicy(
    new iam.PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
      resources: [logGroup.logGroupArn],
    }),
  );
  const flow = new ec2.CfnFlowLog(scope, 'FlowLog', {
    resourceId: props.vpcId,
    resourceType: 'VPC',
    trafficType: 'ALL',
    logDestinationType: 'cloud-watch-logs',
    logDestination: logGroup.logGroupArn,
    deliverLogsPermissionArn: role.roleArn,
  });
  flow.node.addDependency(role);
  return logGroup;
}
