import { Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ComplianceProfile } from '../../lib/core';
import { DeploymentPolicy } from '../../lib/serving';
import { complianceFindings, expectCompliant } from '../compliance/expect-compliant';
import { type EndpointChanges, endpoint, modelVersion, type Scene, scene } from './endpoints';

const scaling = { maxInstances: 4, targetInvocationsPerInstance: 100 };
const vpcOf = ({ stack }: Scene) =>
  new ec2.Vpc(stack, 'Vpc', {
    natGateways: 0,
    subnetConfiguration: [{ name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
  });

describe('an endpoint passes the ISO 27001 checks', () => {
  test.each<[string, (here: Scene) => EndpointChanges]>([
    ['with nothing but defaults', () => ({})],
    [
      'with a shadow and all alarms',
      () => ({ shadowVariant: { model: modelVersion() }, rollback: { p99Latency: Duration.seconds(1) } }),
    ],
    [
      'with several variants that scale',
      () => ({
        productionVariants: ['a', 'b'].map((variantName) => ({ model: modelVersion(), variantName, scaling })),
      }),
    ],
    ['in a VPC', (here) => ({ vpc: vpcOf(here) })],
    ['on local disks', () => ({ productionVariants: [{ model: modelVersion(), instanceType: 'ml.g5.xlarge' }] })],
    ['with rolling deployments', () => ({ deploymentPolicy: DeploymentPolicy.rolling() })],
    [
      'with one instance, all at once',
      () => ({ productionVariants: [{ model: modelVersion(), initialInstanceCount: 1 }] }),
    ],
  ])('%s', (_title, changes) => {
    const here = scene();
    expectCompliant(endpoint(here, changes(here)));
  });
});

test('an endpoint whose containers may open connections is found by the checks', () => {
  const created = endpoint(scene(), { networkIsolation: false });
  expect(complianceFindings(created).join()).toContain('ISO27001-8.12-ModelIsolated');
});

test('for a bank an endpoint in a VPC that scales lacks only what its owner, and other constructs, bring', () => {
  const here = scene();
  const vpc = vpcOf(here);
  const securityGroups = [ec2.SecurityGroup.fromSecurityGroupId(here.stack, 'EndpointsOnly', 'sg-1')];
  const created = endpoint(here, {
    vpc,
    securityGroups,
    tags: { owner: 'flights', system: 'flights' },
    productionVariants: [{ model: modelVersion(), scaling }],
    shadowVariant: { model: modelVersion({ version: '2.0.0' }) },
  });
  const findings = complianceFindings(created, { profile: ComplianceProfile.REGULATED });
  expect([...new Set(findings.map((finding) => finding.split(' ')[1]))].sort()).toEqual([
    'ISO27001-8.11-LogsMasked',
    'ISO27001-8.16-AbuseAlarms',
    'ISO27001-8.16-DriftMonitored',
  ]);
});
