import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ArtifactStore } from '../../lib/foundation';
import { ACCOUNT, type EndpointChanges, endpoint, IMAGE, modelVersion, scene, templateOf } from './endpoints';

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** Statements of the execution role, its two policies together. */
function statementsOf(changes: EndpointChanges = {}, here = scene()): Statement[] {
  endpoint(here, { endpointName: 'flights', ...changes });
  return Object.entries(templateOf(here.stack).findResources('AWS::IAM::Policy'))
    .filter(([id]) => id.startsWith('Endpoint'))
    .flatMap(([, policy]) => policy['Properties'].PolicyDocument.Statement as Statement[]);
}

const actionsOf = (statements: readonly Statement[]) => statements.flatMap(({ Action }) => Action).sort();
const about = (statements: readonly Statement[], action: string) =>
  statements.filter(({ Action }) => [Action].flat().includes(action));

const vpcOf = (stack: Stack) =>
  new ec2.Vpc(stack, 'Vpc', {
    natGateways: 0,
    subnetConfiguration: [{ name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
  });

describe('the execution role', () => {
  test('has exactly the actions that hosting takes', () => {
    expect(actionsOf(statementsOf())).toEqual(
      [
        'cloudwatch:DescribeAlarms',
        'cloudwatch:PutMetricData',
        'ecr:BatchCheckLayerAvailability',
        'ecr:BatchGetImage',
        'ecr:GetAuthorizationToken',
        'ecr:GetDownloadUrlForLayer',
        'kms:CreateGrant',
        'kms:Decrypt',
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:GenerateDataKey',
        'logs:CreateLogGroup',
        'logs:CreateLogStream',
        'logs:DescribeLogStreams',
        'logs:PutLogEvents',
        's3:AbortMultipartUpload',
        's3:GetObject',
        's3:GetObjectVersion',
        's3:PutObject',
      ].sort(),
    );
  });

  test('can be assumed by SageMaker on behalf of this account only', () => {
    const here = scene();
    endpoint(here);
    const roles = templateOf(here.stack).findResources('AWS::IAM::Role');
    const role = roles['EndpointExecutionRole626EC5D8']?.['Properties'];
    expect(role.AssumeRolePolicyDocument.Statement).toEqual([
      {
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: { Service: 'sagemaker.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
      },
    ]);
    expect(role.ManagedPolicyArns).toBeUndefined();
  });

  test('reads the artifacts of its models and of no other', () => {
    const here = scene();
    const statements = statementsOf(
      { productionVariants: [{ model: modelVersion() }], shadowVariant: { model: modelVersion({ name: 'rival' }) } },
      here,
    );
    const read = about(statements, 's3:GetObject').flatMap(({ Resource }) => Resource);
    const text = JSON.stringify(read);
    expect(read).toHaveLength(2);
    expect(text).toContain('/models/flight-delay/*');
    expect(text).toContain('/models/rival/*');
  });

  test('writes what its endpoint captures, under every configuration, and nothing of another endpoint', () => {
    const [write] = about(statementsOf(), 's3:PutObject');
    expect(JSON.stringify(write?.Resource)).toMatch(/StoreInferenceData\w+","Arn"\]\},"\/capture\/\*\/flights\/\*"/);
  });

  test('uses the keys of data through S3 only, and hands the key of volumes to AWS resources only', () => {
    const statements = statementsOf();
    for (const statement of about(statements, 'kms:Decrypt')) {
      expect(JSON.stringify(statement.Condition)).toContain('"kms:ViaService"');
    }
    const [grant] = about(statements, 'kms:CreateGrant');
    expect(grant?.Condition).toEqual({ Bool: { 'kms:GrantIsForAWSResource': 'true' } });
  });

  test('has no right to a key for volumes where the disks are local', () => {
    const productionVariants = [{ model: modelVersion(), instanceType: 'ml.g5.xlarge' }];
    expect(actionsOf(statementsOf({ productionVariants }))).not.toContain('kms:CreateGrant');
  });

  test('pulls from the repositories of its images, each named once', () => {
    const other = IMAGE.replace('flight-delay', 'team/rival');
    const statements = statementsOf({
      productionVariants: [{ model: modelVersion() }],
      shadowVariant: { model: modelVersion({ image: other }) },
    });
    const text = JSON.stringify(about(statements, 'ecr:BatchGetImage')[0]?.Resource);
    expect(text).toContain(':ecr:eu-central-1:123456789012:repository/flight-delay"');
    expect(text).toContain(':ecr:eu-central-1:123456789012:repository/team/rival"');
    const same = statementsOf({ shadowVariant: { model: modelVersion({ version: '2' }) } });
    expect([about(same, 'ecr:BatchGetImage')[0]?.Resource].flat()).toHaveLength(1);
  });

  test.each([
    ['China', 'cn-north-1', 'amazonaws.com.cn'],
    ['the European Sovereign Cloud', 'eusc-de-east-1', 'amazonaws.eu'],
    ['GovCloud', 'us-gov-west-1', 'amazonaws.com'],
  ])('pulls from the registry in %s', (_, region, domain) => {
    const stack = new Stack(new App(), 'Serving', { env: { account: ACCOUNT, region } });
    const image = `${ACCOUNT}.dkr.ecr.${region}.${domain}/flights@sha256:${'b'.repeat(64)}`;
    const here = { stack, store: new ArtifactStore(stack, 'Store') };
    const statements = statementsOf({ productionVariants: [{ model: modelVersion({ image }) }] }, here);
    const text = JSON.stringify(about(statements, 'ecr:BatchGetImage')[0]?.Resource);
    expect(text).toContain(`:ecr:${region}:${ACCOUNT}:repository/flights"`);
    expect(text).not.toContain('arn:aws:');
  });

  test('writes metrics of SageMaker only', () => {
    const [metrics] = about(statementsOf(), 'cloudwatch:PutMetricData');
    expect(metrics?.Condition).toEqual({
      StringEquals: { 'cloudwatch:namespace': ['AWS/SageMaker', '/aws/sagemaker/Endpoints'] },
    });
  });

  test('looks at the alarms of its deployments and at no other', () => {
    const [look] = about(statementsOf(), 'cloudwatch:DescribeAlarms');
    expect(look?.Resource).toEqual([
      { 'Fn::GetAtt': [expect.stringMatching(/ServerErrors/), 'Arn'] },
      { 'Fn::GetAtt': [expect.stringMatching(/ModelErrors/), 'Arn'] },
    ]);
  });

  test('has a wildcard resource only for actions that have no resource level', () => {
    const here = scene();
    const wild = statementsOf({ vpc: vpcOf(here.stack) }, here).filter(({ Resource }) => Resource === '*');
    expect(actionsOf(wild)).toEqual([
      'cloudwatch:PutMetricData',
      'ec2:DescribeDhcpOptions',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeSubnets',
      'ec2:DescribeVpcs',
      'ecr:GetAuthorizationToken',
    ]);
  });

  test('makes network interfaces in its subnets only, and only with a VPC', () => {
    expect(actionsOf(statementsOf()).filter((action) => action.startsWith('ec2:'))).toEqual([]);
    const here = scene();
    const statements = statementsOf({ vpc: vpcOf(here.stack) }, here);
    const create = JSON.stringify(about(statements, 'ec2:CreateNetworkInterface')[0]?.Resource);
    expect(create.match(/:subnet\//g)).toHaveLength(3);
    expect(create.match(/:security-group\//g)).toHaveLength(1);
    const [remove] = about(statements, 'ec2:DeleteNetworkInterface');
    expect(JSON.stringify(remove?.Condition)).toContain('"ec2:Subnet"');
  });

  test('takes a permissions boundary', () => {
    const here = scene();
    const arn = 'arn:aws:iam::123456789012:policy/boundary';
    endpoint(here, { permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyArn(here.stack, 'Boundary', arn) });
    const roles = templateOf(here.stack).findResources('AWS::IAM::Role');
    expect(roles['EndpointExecutionRole626EC5D8']?.['Properties'].PermissionsBoundary).toBe(arn);
  });

  test('may be an existing one, which then gets the rights', () => {
    const here = scene();
    const role = iam.Role.fromRoleArn(here.stack, 'Given', 'arn:aws:iam::123456789012:role/hosting');
    endpoint(here, { role });
    const template = templateOf(here.stack);
    const [model] = Object.values(template.findResources('AWS::SageMaker::Model'));
    expect(model?.['Properties'].ExecutionRoleArn).toBe('arn:aws:iam::123456789012:role/hosting');
    template.hasResourceProperties('AWS::IAM::Policy', { Roles: ['hosting'] });
    expect(model?.['DependsOn']).toEqual(expect.arrayContaining([expect.stringMatching(/^GivenPolicy/)]));
  });

  test('stays as it is where it was imported as immutable', () => {
    const here = scene();
    const arn = 'arn:aws:iam::123456789012:role/hosting';
    endpoint(here, { role: iam.Role.fromRoleArn(here.stack, 'Given', arn, { mutable: false }) });
    const policies = templateOf(here.stack).findResources('AWS::IAM::Policy');
    expect(JSON.stringify(policies)).not.toContain('"hosting"');
  });
});

describe('a VPC', () => {
  test('gives the models its isolated subnets and a group that lets only HTTPS out', () => {
    const here = scene();
    const created = endpoint(here, { vpc: vpcOf(here.stack) });
    const template = templateOf(here.stack);
    const [model] = Object.values(template.findResources('AWS::SageMaker::Model'));
    expect(model?.['Properties'].VpcConfig.Subnets).toHaveLength(3);
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupEgress: [{ FromPort: 443, ToPort: 443, IpProtocol: 'tcp' }],
    });
    expect(created.connections.securityGroups).toHaveLength(1);
  });

  test('is none by default', () => {
    const here = scene();
    endpoint(here);
    const [model] = Object.values(templateOf(here.stack).findResources('AWS::SageMaker::Model'));
    expect(model?.['Properties'].VpcConfig).toBeUndefined();
  });

  test('takes the groups of the user instead of its own', () => {
    const here = scene();
    const group = ec2.SecurityGroup.fromSecurityGroupId(here.stack, 'Group', 'sg-1');
    endpoint(here, { vpc: vpcOf(here.stack), securityGroups: [group] });
    const [model] = Object.values(templateOf(here.stack).findResources('AWS::SageMaker::Model'));
    expect(model?.['Properties'].VpcConfig.SecurityGroupIds).toEqual(['sg-1']);
  });

  test('with one subnet, without private subnets, or missing beside its subnets is refused', () => {
    const refuse = (changes: (stack: Stack) => EndpointChanges, reason: string) => {
      const here = scene();
      expect(() => endpoint(here, changes(here.stack))).toThrow(reason);
    };
    const one = (stack: Stack) =>
      ec2.Vpc.fromVpcAttributes(stack, 'One', {
        vpcId: 'vpc-1',
        availabilityZones: ['eu-central-1a'],
        isolatedSubnetIds: ['subnet-1'],
      });
    const open = (stack: Stack) =>
      ec2.Vpc.fromVpcAttributes(stack, 'Open', {
        vpcId: 'vpc-1',
        availabilityZones: ['eu-central-1a'],
        publicSubnetIds: ['subnet-1'],
      });
    refuse((stack) => ({ vpc: one(stack) }), 'vpcSubnets (count) is 1');
    refuse((stack) => ({ vpc: open(stack) }), 'vpcSubnets is');
    refuse(() => ({ vpcSubnets: {} }), 'vpcSubnets is "given without a vpc"');
  });
});
