import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ComplianceProfile, ComplianceProfiles } from '../../../lib';
import { NetworkService, PrivateNetwork, type PrivateNetworkProps } from '../../../lib/foundation';
import { complianceFindings } from '../../compliance/expect-compliant';
import { flat } from '../../core/support';

process.env['CDK_VALIDATION'] = 'false';

const ACCOUNT = '111122223333';
const REGION = 'eu-central-1';

function stackOf(app = new App(), id = 'Test', region = REGION): Stack {
  return new Stack(app, id, { env: { account: ACCOUNT, region } });
}

function network(props: PrivateNetworkProps = {}, stack = stackOf()) {
  return { stack, network: new PrivateNetwork(stack, 'Network', props) };
}

function refusalOf(props: PrivateNetworkProps, stack = stackOf()): string {
  try {
    new PrivateNetwork(stack, 'Network', props);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it was not refused');
}

interface Statement {
  readonly Sid?: string;
  readonly Principal: unknown;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** Statements of the policy of the endpoint of a service. */
function policyOf(stack: Stack, service: string): Statement[] {
  const endpoints = Object.values(Template.fromStack(stack).findResources('AWS::EC2::VPCEndpoint'));
  const found = endpoints.find(({ Properties }) => flat(Properties.ServiceName).endsWith(`.${service}`));
  return found?.['Properties'].PolicyDocument.Statement;
}

const resourcesOf = (statement: Statement | undefined) => [statement?.Resource].flat().map(flat);
const bySid = (statements: Statement[], sid: string) => statements.find(({ Sid }) => Sid === sid);
const ours = { StringEquals: { 'aws:PrincipalAccount': ACCOUNT } };

describe('a private network', () => {
  test('has no way to the internet: no gateway, no translation, no public address, no route but its own', () => {
    const template = Template.fromStack(network().stack);
    for (const type of [
      'InternetGateway',
      'NatGateway',
      'EIP',
      'Route',
      'EgressOnlyInternetGateway',
      'VPCGatewayAttachment',
    ])
      template.resourceCountIs(`AWS::EC2::${type}`, 0);
    template.allResourcesProperties('AWS::EC2::Subnet', { MapPublicIpOnLaunch: false });
  });

  test('spreads over three zones of the Region, which nobody has to look up', () => {
    const { stack } = network();
    const subnets = Object.values(Template.fromStack(stack).findResources('AWS::EC2::Subnet'));
    expect(subnets.map(({ Properties }) => Properties.CidrBlock)).toEqual([
      '10.0.0.0/18',
      '10.0.64.0/18',
      '10.0.128.0/18',
    ]);
    expect(subnets.map(({ Properties }) => Properties.AvailabilityZone['Fn::Select'][0])).toEqual([0, 1, 2]);
    expect((stack.node.root as App).synth().manifest.missing).toBeUndefined();
  });

  test('takes the zones that it is given', () => {
    const { stack } = network({ availabilityZones: ['eu-central-1b', 'eu-central-1c'] });
    const subnets = Object.values(Template.fromStack(stack).findResources('AWS::EC2::Subnet'));
    expect(subnets.map(({ Properties }) => Properties.AvailabilityZone)).toEqual(['eu-central-1b', 'eu-central-1c']);
  });

  test('records every connection, encrypted, for a year', () => {
    const template = Template.fromStack(network().stack);
    template.hasResourceProperties('AWS::EC2::FlowLog', { ResourceType: 'VPC', TrafficType: 'ALL' });
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 365, KmsKeyId: Match.anyValue() });
  });

  test('resolves the names of services to addresses inside it', () => {
    const template = Template.fromStack(network().stack);
    template.hasResourceProperties('AWS::EC2::VPC', { EnableDnsHostnames: true, EnableDnsSupport: true });
    const interfaces = template.findResources('AWS::EC2::VPCEndpoint', {
      Properties: { VpcEndpointType: 'Interface' },
    });
    for (const { Properties } of Object.values(interfaces)) {
      expect(Properties).toMatchObject({ PrivateDnsEnabled: true });
      expect(Properties.SubnetIds).toHaveLength(3);
    }
  });

  test('lets nothing into functions and models, and lets them out to the endpoints, S3 and DynamoDB only', () => {
    const { stack } = network();
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: Match.stringLikeRegexp('^Functions, models and jobs'),
      SecurityGroupIngress: Match.absent(),
      SecurityGroupEgress: [
        { DestinationSecurityGroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('EndpointSecurityGroup'), 'GroupId'] } },
        { DestinationPrefixListId: 'pl-6ea54007' },
        { DestinationPrefixListId: 'pl-66a5400f' },
      ].map((to) => Match.objectLike({ ...to, IpProtocol: 'tcp', FromPort: 443, ToPort: 443 })),
    });
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: Match.stringLikeRegexp('^Endpoints of AWS services'),
      SecurityGroupIngress: [Match.objectLike({ CidrIp: '10.0.0.0/16', FromPort: 443, ToPort: 443 })],
    });
  });

  test.each([ComplianceProfile.BUSINESS, ComplianceProfile.REGULATED])(
    'passes every check of the %s profile',
    (profile) => {
      const stack = stackOf();
      ComplianceProfiles.choose(stack, profile);
      const all = Object.values(NetworkService).filter((one): one is NetworkService => one instanceof NetworkService);
      network({ services: all }, stack);
      const strict = profile === ComplianceProfile.REGULATED;
      // Tags are the owner's to give.
      expect(complianceFindings(stack, { profile, strict, except: ['ISO27001-5.9-ResourceTags'] })).toEqual([]);
    },
  );
});

describe('the policy of the S3 endpoint', () => {
  test('names the buckets of the app, for principals of the account', () => {
    const { stack, network: net } = network();
    net.allowBucket(new s3.Bucket(stack, 'Mine'));
    net.allowBucket(s3.Bucket.fromBucketName(stack, 'Source', 'training-output'));
    const statement = bySid(policyOf(stack, 's3'), 'OurBuckets');
    expect(resourcesOf(statement)).toEqual([
      expect.stringMatching(/^<Mine\w+>$/),
      expect.stringMatching(/^<Mine\w+>\/\*$/),
      'arn:<AWS::Partition>:s3:::training-output',
      'arn:<AWS::Partition>:s3:::training-output/*',
    ]);
    expect(statement).toMatchObject({ Principal: { AWS: '*' }, Condition: ours });
    expect([statement?.Action].flat()).not.toContainEqual(expect.stringMatching(/\*|Delete|Acl|Policy/));
  });

  test('names no bucket while none was allowed', () => {
    const sids = policyOf(network().stack, 's3').map(({ Sid }) => Sid);
    expect(sids).toEqual(['Assets', 'AnswersToCloudFormation', 'ImageLayers']);
  });

  test('lets images, answers to CloudFormation and uploaded assets through, each in one direction', () => {
    const statements = policyOf(network().stack, 's3');
    expect(bySid(statements, 'ImageLayers')).toMatchObject({ Action: 's3:GetObject' });
    expect(resourcesOf(bySid(statements, 'ImageLayers'))).toEqual([
      'arn:<AWS::Partition>:s3:::prod-eu-central-1-starport-layer-bucket/*',
    ]);
    expect(bySid(statements, 'AnswersToCloudFormation')).toMatchObject({ Action: 's3:PutObject' });
    expect(resourcesOf(bySid(statements, 'AnswersToCloudFormation'))).toEqual([
      'arn:<AWS::Partition>:s3:::cloudformation-custom-resource-response-eucentral1/*',
    ]);
    expect(resourcesOf(bySid(statements, 'Assets'))).toEqual([
      `arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-${ACCOUNT}-${REGION}/*`,
    ]);
    expect(bySid(statements, 'Assets')?.Condition).toEqual(ours);
  });

  test('lets the account’s buckets through, and no other’s, where a bucket of another stack uses the network', () => {
    const app = new App();
    const { stack, network: net } = network({}, stackOf(app, 'Net'));
    const user = stackOf(app, 'User');
    const bucket = new s3.Bucket(user, 'Bucket', { bucketName: undefined });
    net.allowBucket(bucket);
    // The other stack depends on the network: a reference back would be a circle.
    new ec2.CfnNetworkInterface(user, 'Interface', { subnetId: net.vpc.isolatedSubnets[0]?.subnetId ?? '' });
    const statement = bySid(policyOf(stack, 's3'), 'BucketsOfOurAccount');
    expect(statement?.Condition).toEqual({
      StringEquals: { 'aws:PrincipalAccount': ACCOUNT, 'aws:ResourceAccount': ACCOUNT },
    });
    expect(() => app.synth()).not.toThrow();
  });

  test('writes the Region without hyphens also where only the deployment knows it', () => {
    const stack = new Stack(new App(), 'Agnostic');
    network({ s3PrefixListId: 'pl-01234567', dynamoDbPrefixListId: 'pl-89abcdef' }, stack);
    const statement = bySid(policyOf(stack, 's3'), 'AnswersToCloudFormation');
    expect(JSON.stringify(statement?.Resource)).toContain('{"Fn::Split":["-",{"Ref":"AWS::Region"}]}');
  });
});

describe('the policies of the interface endpoints', () => {
  test('let the account’s principals call named actions on its own resources', () => {
    const { stack } = network();
    expect(policyOf(stack, 'events')).toEqual([
      {
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: 'events:PutEvents',
        Resource: expect.anything(),
        Condition: ours,
      },
    ]);
    expect(resourcesOf(policyOf(stack, 'events')[0])).toEqual([
      `arn:<AWS::Partition>:events:${REGION}:${ACCOUNT}:event-bus/*`,
    ]);
  });

  test('name the model endpoints that were allowed, in lower case as SageMaker writes ARNs, each once', () => {
    const { stack, network: net } = network();
    for (const name of ['Flights', 'flights', 'ads']) net.allowEndpoint(name);
    expect(resourcesOf(policyOf(stack, 'sagemaker.runtime')[0])).toEqual([
      `arn:<AWS::Partition>:sagemaker:${REGION}:${ACCOUNT}:endpoint/ads`,
      `arn:<AWS::Partition>:sagemaker:${REGION}:${ACCOUNT}:endpoint/flights`,
    ]);
  });

  test('let the account’s model endpoints through while none was named', () => {
    expect(resourcesOf(policyOf(network().stack, 'sagemaker.runtime')[0])).toEqual([
      `arn:<AWS::Partition>:sagemaker:${REGION}:${ACCOUNT}:endpoint/*`,
    ]);
  });

  test('have no wildcard action in any service', () => {
    const services = Object.values(NetworkService).filter(
      (one): one is NetworkService => one instanceof NetworkService,
    );
    const { stack } = network({ services });
    const endpoints = Object.values(Template.fromStack(stack).findResources('AWS::EC2::VPCEndpoint'));
    expect(endpoints).toHaveLength(services.length + 2);
    const actions = endpoints.flatMap(({ Properties }) =>
      (Properties.PolicyDocument.Statement as Statement[]).flatMap(({ Action }) => Action),
    );
    for (const action of actions) expect(action).toMatch(/^[a-z0-9-]+:[A-Za-z0-9]+$/);
  });
});

describe('the services of a network', () => {
  test('are those that were chosen, and an empty choice leaves the gateways', () => {
    const template = Template.fromStack(network({ services: [] }).stack);
    template.resourceCountIs('AWS::EC2::VPCEndpoint', 2);
  });

  test('are connected once, however often they are asked for', () => {
    const { stack, network: net } = network();
    for (let times = 0; times < 3; times++) net.connect(NetworkService.KMS);
    const kms = Template.fromStack(stack).findResources('AWS::EC2::VPCEndpoint', {
      Properties: { ServiceName: `com.amazonaws.${REGION}.kms` },
    });
    expect(Object.keys(kms)).toHaveLength(1);
  });

  test('can be one that the library does not know, with its actions', () => {
    const glue = NetworkService.of('glue', { actions: ['glue:GetTable'], resourceArns: ['arn:aws:glue:*:1:table/a'] });
    const { stack } = network({ services: [glue] });
    expect(policyOf(stack, 'glue')).toMatchObject([
      { Action: 'glue:GetTable', Resource: 'arn:aws:glue:*:1:table/a', Condition: ours },
    ]);
  });

  test.each([
    ['Glue', ['glue:GetTable'], 'name is "Glue"'],
    ['glue', ['glue:*'], 'actions is "glue:*"'],
    ['glue', [], 'actions is ""'],
  ])('are refused as %p with %p', (name, actions, said) => {
    expect(() => NetworkService.of(name, { actions })).toThrow(said);
  });
});

describe('a network is refused', () => {
  test.each<[string, PrivateNetworkProps, string]>([
    ['in one zone', { zones: 1 }, 'zones is 1; expected an integer from 2 to 6'],
    ['in more zones than a Region has', { zones: 1e9 }, 'zones is 1000000000'],
    ['in half a zone', { zones: 2.5 }, 'zones is 2.5'],
    ['in no number of zones', { zones: Number.NaN }, 'zones is NaN'],
    [
      'with a zone named twice',
      { availabilityZones: ['a', 'a'] },
      'availabilityZones is "a"; expected values that differ',
    ],
    [
      'with zones and their names',
      { zones: 2, availabilityZones: ['a', 'b'] },
      'expected no value beside availabilityZones',
    ],
    ['with public addresses', { cidr: '8.8.0.0/16' }, 'cidr is "8.8.0.0/16"'],
    ['with addresses just outside of the private ones', { cidr: '172.32.0.0/16' }, 'cidr is "172.32.0.0/16"'],
    ['with bits behind the block', { cidr: '10.0.1.0/16' }, 'its first address ends with zeros'],
    ['with a block that is too small', { cidr: '10.0.0.0/25' }, 'expected a block of /16 to /24'],
    ['with something else as addresses', { cidr: 'any' }, 'cidr is "any"'],
    ['with another id as a prefix list', { s3PrefixListId: 'sg-1' }, 's3PrefixListId is "sg-1"'],
  ])('%s', (_title, props, said) => {
    expect(refusalOf(props)).toContain(said);
  });

  test('in a Region whose prefix lists are not known, with the command that prints them', () => {
    const message = refusalOf({}, stackOf(new App(), 'Test', 'me-central-1'));
    expect(message).toContain('s3PrefixListId is missing');
    expect(message).toContain('dynamoDbPrefixListId is missing');
    expect(message).toContain(
      'aws ec2 describe-managed-prefix-lists --filters Name=prefix-list-name,Values=com.amazonaws.me-central-1.s3',
    );
  });
});

test('an existing network keeps its routes and policies, and is placed in like one of its own', () => {
  const stack = stackOf();
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['a', 'b'],
    privateSubnetIds: ['subnet-1', 'subnet-2'],
  });
  const securityGroups = [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1')];
  const existing = PrivateNetwork.fromAttributes(stack, 'Network', { vpc, securityGroups });
  existing.allowBucket(new s3.Bucket(stack, 'Bucket'));
  existing.allowEndpoint('flights');
  existing.connect(NetworkService.KMS);
  expect(vpc.selectSubnets(existing.subnets).subnetIds).toEqual(['subnet-1', 'subnet-2']);
  Template.fromStack(stack).resourceCountIs('AWS::EC2::VPCEndpoint', 0);
});
