import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';

/** Where S3 and DynamoDB are, for the rules of a group. */
export interface PrefixLists {
  readonly s3PrefixListId: string;
  readonly dynamoDbPrefixListId: string;
}

/** The group of the interface endpoints: HTTPS in from the addresses of the network, nothing out. */
export function endpointGroup(scope: Construct, vpc: ec2.IVpc, cidr: string): ec2.ISecurityGroup {
  const group = new ec2.SecurityGroup(scope, 'EndpointSecurityGroup', {
    vpc,
    description: 'Endpoints of AWS services: HTTPS from inside the network',
    allowAllOutbound: false,
  });
  group.addIngressRule(ec2.Peer.ipv4(cidr), ec2.Port.tcp(443), 'HTTPS from the network');
  return group;
}

/**
 * The group of functions, models and jobs. It is native, so that its rules stand in the group itself: a group without
 * any is made open to everywhere.
 */
export function workloadGroup(
  scope: Construct,
  vpc: ec2.IVpc,
  endpoints: ec2.ISecurityGroup,
  { s3PrefixListId, dynamoDbPrefixListId }: PrefixLists,
): ec2.ISecurityGroup {
  const https = { ipProtocol: 'tcp', fromPort: 443, toPort: 443 };
  const group = new ec2.CfnSecurityGroup(scope, 'SecurityGroup', {
    vpcId: vpc.vpcId,
    groupDescription: 'Functions, models and jobs: HTTPS to the endpoints of AWS services only',
    securityGroupEgress: [
      { ...https, destinationSecurityGroupId: endpoints.securityGroupId, description: 'Interface endpoints' },
      { ...https, destinationPrefixListId: s3PrefixListId, description: 'S3' },
      { ...https, destinationPrefixListId: dynamoDbPrefixListId, description: 'DynamoDB' },
    ],
  });
  return ec2.SecurityGroup.fromSecurityGroupId(scope, 'Workloads', group.attrGroupId, { allowAllOutbound: false });
}
