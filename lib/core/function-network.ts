import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** A security group that lets nothing in and only HTTPS out: all that a caller of AWS APIs needs. */
export function httpsOnlySecurityGroup(scope: Construct, id: string, vpc: ec2.IVpc): ec2.SecurityGroup {
  const group = new ec2.SecurityGroup(scope, id, {
    vpc,
    description: 'HTTPS to AWS APIs, nothing else',
    allowAllOutbound: false,
  });
  group.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'AWS APIs over TLS');
  return group;
}

/** Interfaces that Lambda makes and removes. It checks at creation that the role may, on all resources. */
const INTERFACE_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * Lets Lambda attach functions with this role to a VPC, and denies the same to the code of the functions: calls that
 * code makes carry the function's ARN, those of the Lambda service do not.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-best-practice
 */
export function allowNetworkInterfaces(scope: Construct, role: iam.IRole): void {
  const { partition, region, account } = Stack.of(scope);
  role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: INTERFACE_ACTIONS, resources: ['*'] }));
  role.addToPrincipalPolicy(
    new iam.PolicyStatement({
      effect: iam.Effect.DENY,
      actions: INTERFACE_ACTIONS,
      resources: ['*'],
      conditions: {
        ArnLike: { 'lambda:SourceFunctionArn': `arn:${partition}:lambda:${region}:${account}:function:*` },
      },
    }),
  );
}
