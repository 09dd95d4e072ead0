import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { PrivateNetwork, type ProductionModelProps } from '../../lib';
import type { AppConfig } from './schema';

/** The network that a configuration asks for; nothing where it leaves that to the profile. */
export function networkOf(
  scope: Construct,
  { network }: AppConfig,
): Pick<ProductionModelProps, 'network' | 'ownNetwork'> {
  if (network === undefined) return {};
  const { existing, ...ownNetwork } = network;
  if (existing === undefined) return { ownNetwork };
  const { vpcId, availabilityZones, subnetIds, securityGroupIds } = existing;
  const vpc = ec2.Vpc.fromVpcAttributes(scope, 'Vpc', { vpcId, availabilityZones, isolatedSubnetIds: subnetIds });
  const securityGroups = securityGroupIds.map((id) =>
    ec2.SecurityGroup.fromSecurityGroupId(scope, `Group-${id}`, id, { mutable: false }),
  );
  return { network: PrivateNetwork.fromAttributes(scope, 'Network', { vpc, securityGroups }) };
}
