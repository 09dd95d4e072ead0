import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import type { Construct } from 'constructs';
import { httpsOnlySecurityGroup, isUnresolved, type Problems } from '../core';

export interface EndpointNetworkProps {
  readonly vpc?: ec2.IVpc;
  readonly vpcSubnets?: ec2.SubnetSelection;
  readonly securityGroups?: ec2.ISecurityGroup[];
}

/** Subnets and security groups of a model. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_VpcConfig.html */
const MAX_SUBNETS = 16;
const MAX_SECURITY_GROUPS = 5;

/** Where the containers of an endpoint stand in a VPC. */
export class EndpointNetwork {
  constructor(
    readonly subnetIds: readonly string[],
    readonly securityGroups: ec2.ISecurityGroup[],
  ) {}

  get vpcConfig(): sagemaker.CfnModel.VpcConfigProperty {
    return {
      subnets: [...this.subnetIds],
      securityGroupIds: this.securityGroups.map(({ securityGroupId }) => securityGroupId),
    };
  }

  /**
   * What SageMaker does to attach instances to the VPC. Interfaces get their name when they are made, so they are bound
   * by their subnet; the descriptions have no resource level.
   * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
   */
  statements(scope: Construct): iam.PolicyStatement[] {
    const stack = Stack.of(scope);
    const arnOf = (resource: string, resourceName: string) =>
      stack.formatArn({ service: 'ec2', resource, resourceName });
    const subnets = this.subnetIds.map((id) => arnOf('subnet', id));
    const groups = this.securityGroups.map(({ securityGroupId }) => arnOf('security-group', securityGroupId));
    const interfaces = arnOf('network-interface', '*');
    return [
      new iam.PolicyStatement({
        actions: ['ec2:CreateNetworkInterface'],
        resources: [...subnets, ...groups, interfaces],
      }),
      new iam.PolicyStatement({
        actions: [
          'ec2:CreateNetworkInterfacePermission',
          'ec2:DeleteNetworkInterface',
          'ec2:DeleteNetworkInterfacePermission',
        ],
        resources: [interfaces],
        conditions: { ArnEquals: { 'ec2:Subnet': subnets } },
      }),
      new iam.PolicyStatement({
        actions: [
          'ec2:DescribeDhcpOptions',
          'ec2:DescribeNetworkInterfaces',
          'ec2:DescribeSecurityGroups',
          'ec2:DescribeSubnets',
          'ec2:DescribeVpcs',
        ],
        resources: ['*'],
      }),
    ];
  }
}

/** Isolated subnets where the VPC has some: an endpoint needs no way to the internet. */
function defaultSelection(vpc: ec2.IVpc): ec2.SubnetSelection {
  const isolated = vpc.isolatedSubnets.length > 0;
  return { subnetType: isolated ? ec2.SubnetType.PRIVATE_ISOLATED : ec2.SubnetType.PRIVATE_WITH_EGRESS };
}

/** Subnets of an endpoint; none, with the problem reported, where the VPC cannot serve. */
export function checkNetwork(problems: Problems, props: EndpointNetworkProps): readonly string[] {
  const { vpc } = props;
  if (vpc === undefined) {
    for (const prop of ['vpcSubnets', 'securityGroups'] as const) {
      const remedy = 'Give the VPC as vpc, or remove the property.';
      problems.expect(props[prop] === undefined, { prop, value: 'given without a vpc', expected: 'a vpc', remedy });
    }
    return [];
  }
  const groups = props.securityGroups?.length;
  const groupRemedy = 'Merge rules into fewer groups, or leave securityGroups out.';
  problems.integer('securityGroups (count)', groups, { min: 1, max: MAX_SECURITY_GROUPS }, groupRemedy);
  return subnetsOf(problems, vpc, props.vpcSubnets ?? defaultSelection(vpc));
}

function subnetsOf(problems: Problems, vpc: ec2.IVpc, selection: ec2.SubnetSelection): readonly string[] {
  const remedy = 'Give private subnets in at least two Availability Zones as vpcSubnets.';
  try {
    const { subnetIds, isPendingLookup } = vpc.selectSubnets(selection);
    const known = isPendingLookup !== true && !isUnresolved(subnetIds);
    if (known) problems.integer('vpcSubnets (count)', subnetIds.length, { min: 2, max: MAX_SUBNETS }, remedy);
    return subnetIds;
  } catch (error) {
    problems.add({ prop: 'vpcSubnets', value: (error as Error).message, expected: 'subnets of the vpc', remedy });
    return [];
  }
}

/** The network of an endpoint; undefined without a VPC. */
export function endpointNetwork(
  scope: Construct,
  props: EndpointNetworkProps,
  subnetIds: readonly string[],
): EndpointNetwork | undefined {
  if (props.vpc === undefined) return undefined;
  const groups = props.securityGroups ?? [httpsOnlySecurityGroup(scope, 'SecurityGroup', props.vpc)];
  return new EndpointNetwork(subnetIds, groups);
}
