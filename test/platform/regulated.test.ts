import { App, Stack, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  AlertChannel,
  Baseline,
  ComplianceProfile,
  ComplianceProfiles,
  PrivateNetwork,
  ProductionModel,
  type ProductionModelProps,
  RegionalCopies,
} from '../../lib';
import { complianceFindings } from '../compliance/expect-compliant';
import { baselineFile } from '../monitoring/support';
import { ACCOUNT, modelVersion, REGION } from '../serving/endpoints';

/** A bank's deployment: the model, its copies, its monitor and a caller. */
function deployment(profile: ComplianceProfile) {
  const app = new App();
  ComplianceProfiles.choose(app, profile);
  Tags.of(app).add('owner', 'flights@example.com');
  Tags.of(app).add('system', 'flights');
  const other = new Stack(app, 'Copies', {
    env: { account: ACCOUNT, region: 'eu-west-1' },
    terminationProtection: true,
  });
  const copies = new RegionalCopies(other, 'Copies', { namePrefix: 'acme', sourceRegion: REGION });
  const stack = new Stack(app, 'Flights', { env: { account: ACCOUNT, region: REGION }, terminationProtection: true });
  const model = new ProductionModel(stack, 'Model', {
    model: modelVersion(),
    shadow: { model: modelVersion({ version: '2.0.0' }) },
    scaling: { maxInstances: 4, targetInvocationsPerInstance: 100 },
    alertChannels: [AlertChannel.email('on-call@example.com')],
    copies,
    baseline: Baseline.fromFile(baselineFile),
  });
  model.grantInvoke(new iam.Role(stack, 'Caller', { assumedBy: new iam.AccountRootPrincipal() }));
  return { app, stack, other, model };
}

test('in the regulated profile nothing of this library is found by any check, as a warning or unknown either', () => {
  const { app } = deployment(ComplianceProfile.REGULATED);
  expect(complianceFindings(app, { profile: ComplianceProfile.REGULATED, strict: true })).toEqual([]);
});

test('the business profile leaves out what only the regulated one decides', () => {
  const { app } = deployment(ComplianceProfile.BUSINESS);
  const findings = complianceFindings(app, { profile: ComplianceProfile.REGULATED, strict: true });
  expect([...new Set(findings.map((finding) => finding.split(' ')[1]))].sort()).toEqual([
    'ISO27001-8.11-LogsMasked',
    'ISO27001-8.16-AbuseAlarms',
    'ISO27001-8.19-CodeSigned',
    'ISO27001-8.20-InPrivateNetwork',
    'ISO27001-8.22-PrivatePlacement',
    'ISO27001-8.3-ScopedInvoke',
  ]);
  expect(complianceFindings(app)).toEqual([]);
});

/** Properties of all resources of a type. */
// biome-ignore lint/suspicious/noExplicitAny: properties of any resource
function all(stack: Stack, type: string): any[] {
  return Object.values(Template.fromStack(stack).findResources(type)).map(({ Properties }) => Properties);
}

function production(changes: Partial<ProductionModelProps> = {}, profile = ComplianceProfile.BUSINESS) {
  const stack = new Stack(new App(), 'Platform', { env: { account: ACCOUNT, region: REGION } });
  ComplianceProfiles.choose(stack, profile);
  const model = new ProductionModel(stack, 'Model', {
    model: modelVersion(),
    alertChannels: [AlertChannel.email('on-call@example.com')],
    ...changes,
  });
  return { stack, model };
}

describe('the network of a production model', () => {
  test('holds model and functions, in its subnets and its one security group', () => {
    const { stack } = production({}, ComplianceProfile.REGULATED);
    const [model] = all(stack, 'AWS::SageMaker::Model');
    const [verifier] = all(stack, 'AWS::Lambda::Function');
    expect(model.VpcConfig.Subnets).toHaveLength(3);
    expect(verifier.VpcConfig.SubnetIds).toEqual(model.VpcConfig.Subnets);
    expect(verifier.VpcConfig.SecurityGroupIds).toEqual(model.VpcConfig.SecurityGroupIds);
    // The model's and the endpoints' group; none that is open to everywhere.
    expect(all(stack, 'AWS::EC2::SecurityGroup')).toHaveLength(2);
    expect(JSON.stringify(all(stack, 'AWS::EC2::SecurityGroup'))).not.toContain('0.0.0.0/0');
  });

  test('lets through to its buckets, to where its artifacts come from, and to its endpoint', () => {
    const { stack } = production({ endpointName: 'Flights' }, ComplianceProfile.REGULATED);
    const endpoints = all(stack, 'AWS::EC2::VPCEndpoint');
    const policy = (service: string) =>
      JSON.stringify(endpoints.find(({ ServiceName }) => ServiceName.endsWith(`.${service}`)).PolicyDocument);
    for (const name of ['ModelStoreArtifacts', 'ModelStoreInferenceData', 'ModelStoreEvidence', 'training-output'])
      expect(policy('s3')).toContain(name);
    expect(policy('sagemaker.runtime')).toContain('endpoint/flights"');
    expect(policy('sagemaker.runtime')).not.toContain('endpoint/*');
  });

  test('is not made in the business profile, unless its options are given', () => {
    expect(production().model.network).toBeUndefined();
    expect(all(production().stack, 'AWS::EC2::VPC')).toEqual([]);
    const { stack } = production({ ownNetwork: { cidr: '10.9.0.0/20', zones: 2 } });
    expect(all(stack, 'AWS::EC2::VPC')).toMatchObject([{ CidrBlock: '10.9.0.0/20' }]);
    expect(all(stack, 'AWS::EC2::Subnet')).toHaveLength(2);
  });

  test('can be shared by the models of several stacks, without a circle', () => {
    const app = new App();
    ComplianceProfiles.choose(app, ComplianceProfile.REGULATED);
    const env = { account: ACCOUNT, region: REGION };
    const network = new PrivateNetwork(new Stack(app, 'Net', { env }), 'Network');
    for (const endpointName of ['one', 'two']) {
      new ProductionModel(new Stack(app, endpointName, { env }), 'Model', {
        model: modelVersion(),
        alertChannels: [AlertChannel.email('on-call@example.com')],
        auditTrail: endpointName === 'one',
        endpointName,
        network,
      });
    }
    expect(() => app.synth()).not.toThrow();
    const findings = complianceFindings(app, { profile: ComplianceProfile.REGULATED, strict: true });
    expect(findings.join('\n')).not.toMatch(/8\.12|8\.2\d-/);
  });

  test('keeps to a VPC where one is given', () => {
    const stack = new Stack(new App(), 'Platform', { env: { account: ACCOUNT, region: REGION } });
    ComplianceProfiles.choose(stack, ComplianceProfile.REGULATED);
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-1',
      availabilityZones: ['a', 'b'],
      isolatedSubnetIds: ['subnet-1', 'subnet-2'],
    });
    const vpcSubnets = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
    new ProductionModel(stack, 'Model', {
      model: modelVersion(),
      alertChannels: [AlertChannel.email('on-call@example.com')],
      vpc,
      vpcSubnets,
    });
    expect(all(stack, 'AWS::EC2::VPC')).toEqual([]);
    expect(all(stack, 'AWS::SageMaker::Model')[0].VpcConfig.Subnets).toEqual(['subnet-1', 'subnet-2']);
  });

  test('takes requests from the VPCs that are named, and has no alarms on abuse where they are declined', () => {
    const { stack, model } = production({}, ComplianceProfile.REGULATED);
    expect(model.endpoint.abuseAlarms).toHaveLength(2);
    const shop = ec2.Vpc.fromVpcAttributes(stack, 'Shop', { vpcId: 'vpc-shop', availabilityZones: ['a'] });
    const other = new ProductionModel(stack, 'Other', {
      model: modelVersion(),
      alertChannels: [AlertChannel.email('on-call@example.com')],
      auditTrail: false,
      network: model.network,
      invokeFrom: [shop],
      abuseAlarms: false,
    });
    expect(other.endpoint.abuseAlarms).toEqual([]);
    other.grantInvoke(new iam.Role(stack, 'Caller', { assumedBy: new iam.AccountRootPrincipal() }));
    expect(JSON.stringify(all(stack, 'AWS::IAM::Policy'))).toContain('{"aws:SourceVpc":["vpc-shop"]}');
  });

  test.each(['network', 'ownNetwork'] as const)('is refused where %s and a VPC contradict each other', (prop) => {
    const stack = new Stack(new App(), 'Platform', { env: { account: ACCOUNT, region: REGION } });
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a'] });
    const given = prop === 'network' ? { network: new PrivateNetwork(stack, 'Network') } : { ownNetwork: {} };
    const props = { model: modelVersion(), alertChannels: [AlertChannel.email('a@example.com')], vpc, ...given };
    expect(() => new ProductionModel(stack, 'Model', props)).toThrow(
      `vpc is "given beside ${prop}"; expected no value beside ${prop}`,
    );
  });
});

test.each([
  [ComplianceProfile.STARTER, 'GOVERNANCE'],
  [ComplianceProfile.BUSINESS, 'COMPLIANCE'],
  [ComplianceProfile.REGULATED, 'COMPLIANCE'],
])('evidence of the %s profile is locked in %s mode', (profile, mode) => {
  const locked = all(production({}, profile).stack, 'AWS::S3::Bucket').flatMap(
    ({ ObjectLockConfiguration }) => ObjectLockConfiguration?.Rule.DefaultRetention.Mode ?? [],
  );
  expect(locked).toEqual([mode, mode]);
});
