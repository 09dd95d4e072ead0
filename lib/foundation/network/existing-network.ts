import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { IPrivateNetwork } from './private-network-interface';
import type { PrivateNetworkAttributes } from './private-network-props';

/** A network whose routes, endpoints and policies somebody else looks after. */
export class ExistingNetwork extends Construct implements IPrivateNetwork {
  readonly vpc: ec2.IVpc;
  readonly subnets: ec2.SubnetSelection;
  readonly securityGroups: ec2.ISecurityGroup[];

  constructor(scope: Construct, id: string, attributes: PrivateNetworkAttributes) {
    super(scope, id);
    const isolated = attributes.vpc.isolatedSubnets.length > 0;
    const subnetType = isolated ? ec2.SubnetType.PRIVATE_ISOLATED : ec2.SubnetType.PRIVATE_WITH_EGRESS;
    this.vpc = attributes.vpc;
    this.subnets = attributes.subnets ?? { subnetType };
    this.securityGroups = attributes.securityGroups;
  }

  allowBucket(): void {}
  allowEndpoint(): void {}
  connect(): void {}
}
