import { Fn, Lazy, type RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct, type IConstruct } from 'constructs';
import { allowCloudWatchLogs, nameInArn, Problems, secureKey } from '../../core';
import { subnetBlocks } from './address-plan';
import { BucketAccess } from './bucket-access';
import { ExistingNetwork } from './existing-network';
import { flowLog } from './flow-log';
import { NetworkService } from './network-service';
import { prefixListOf } from './prefix-lists';
import type { IPrivateNetwork } from './private-network-interface';
import type { PrivateNetworkAttributes, PrivateNetworkProps } from './private-network-props';
import { endpointGroup, type PrefixLists, workloadGroup } from './security-groups';

const DEFAULT_CIDR = '10.0.0.0/16';
const DEFAULT_ZONES = 3;
const MAX_ZONES = 6;
/** What something in this library's constructs calls from inside a network. A test compares it with their code. */
const DEFAULT_SERVICES = [NetworkService.CLOUDWATCH, NetworkService.EVENTBRIDGE, NetworkService.SAGEMAKER_RUNTIME];
const DYNAMODB_ACTIONS = [
  ...['GetItem', 'BatchGetItem', 'Query', 'Scan', 'ConditionCheckItem', 'DescribeTable'],
  ...['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'],
].map((name) => `dynamodb:${name}`);

/**
 * A network without the internet: private subnets in several Availability Zones, no gateway to the outside, endpoints
 * to the services of AWS that let through our account's principals to our own resources only, and a record of all
 * connections. Functions, models and jobs run in it as they do without a network.
 *
 * It is made of native resources, so that a synthesis looks nothing up in the account.
 */
export class PrivateNetwork extends Construct implements IPrivateNetwork {
  /** A network that was not created here: its routes, endpoints and policies stay as they are. */
  static fromAttributes(scope: Construct, id: string, attributes: PrivateNetworkAttributes): IPrivateNetwork {
    return new ExistingNetwork(scope, id, attributes);
  }

  readonly vpc: ec2.IVpc;
  readonly subnets: ec2.SubnetSelection;
  /** The one security group of functions, models and jobs: nothing in, and out to the endpoints only. */
  readonly securityGroups: ec2.ISecurityGroup[];
  /** Lets HTTPS in from the addresses of the VPC, and nothing out. */
  readonly endpointSecurityGroup: ec2.ISecurityGroup;
  /** The record of connections. */
  readonly flowLogGroup: logs.ILogGroup;

  private readonly subnetIds: string[];
  private readonly buckets = new BucketAccess(this);
  private readonly endpointArns: string[] = [];

  /** @throws ValidationError naming every property, value, range and remedy of what AWS would refuse */
  constructor(scope: Construct, id: string, props: PrivateNetworkProps = {}) {
    super(scope, id);
    const cidr = props.cidr ?? DEFAULT_CIDR;
    const plan = validate(this, props, cidr);
    const vpc = new ec2.CfnVPC(this, 'Resource', {
      cidrBlock: cidr,
      // Without both, the names of the services would still lead to their public addresses.
      enableDnsHostnames: true,
      enableDnsSupport: true,
    });
    name(vpc, this.node.path);
    const subnets = plan.blocks.map((cidrBlock, index) => {
      const subnet = new ec2.CfnSubnet(this, `Subnet${index + 1}`, {
        vpcId: vpc.ref,
        cidrBlock,
        availabilityZone: plan.availabilityZones[index],
        mapPublicIpOnLaunch: false,
      });
      name(subnet, subnet.node.path);
      return subnet;
    });
    this.subnetIds = subnets.map(({ ref }) => ref);
    const routes = new ec2.CfnRouteTable(this, 'Routes', { vpcId: vpc.ref });
    name(routes, routes.node.path);
    subnets.forEach(({ ref: subnetId }, index) => {
      const association = { subnetId, routeTableId: routes.ref };
      new ec2.CfnSubnetRouteTableAssociation(this, `Route${index + 1}`, association);
    });
    this.vpc = ec2.Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: vpc.ref,
      vpcCidrBlock: cidr,
      availabilityZones: [...plan.availabilityZones],
      isolatedSubnetIds: this.subnetIds,
      isolatedSubnetRouteTableIds: subnets.map(() => routes.ref),
    });
    this.subnets = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
    this.endpointSecurityGroup = endpointGroup(this, this.vpc, cidr);
    this.securityGroups = [workloadGroup(this, this.vpc, this.endpointSecurityGroup, plan)];
    this.flowLogGroup = flowLog(this, {
      vpcId: vpc.ref,
      encryptionKey: props.encryptionKey ?? this.ownKey(props.removalPolicy),
      retention: props.logRetention,
      permissionsBoundary: props.permissionsBoundary,
      removalPolicy: props.removalPolicy,
    });
    this.gateway('S3', 's3', routes.ref, () => this.buckets.statements());
    this.gateway('DynamoDb', 'dynamodb', routes.ref, () => [this.tables()]);
    for (const service of props.services ?? DEFAULT_SERVICES) this.connect(service);
  }

  allowBucket(bucket: s3.IBucket): void {
    this.buckets.allow(bucket);
  }

  allowEndpoint(endpointName: string): void {
    const { partition, region, account } = Stack.of(this);
    const arn = `arn:${partition}:sagemaker:${region}:${account}:endpoint/${nameInArn(endpointName)}`;
    if (!this.endpointArns.includes(arn)) this.endpointArns.push(arn);
  }

  connect(service: NetworkService): void {
    const id = `Endpoint-${service.serviceName}`;
    if (this.node.tryFindChild(id) !== undefined) return;
    const named = () => (service === NetworkService.SAGEMAKER_RUNTIME ? this.invokable() : undefined);
    new ec2.CfnVPCEndpoint(this, id, {
      vpcId: this.vpc.vpcId,
      vpcEndpointType: 'Interface',
      serviceName: this.serviceName(service.serviceName),
      subnetIds: this.subnetIds,
      securityGroupIds: [this.endpointSecurityGroup.securityGroupId],
      privateDnsEnabled: true,
      policyDocument: policy(() => [service._statement(this, named())]),
    });
  }

  /** The endpoints that were named; those of the account while none was. */
  private invokable(): readonly string[] | undefined {
    return this.endpointArns.length === 0 ? undefined : [...this.endpointArns].sort();
  }

  private gateway(id: string, service: string, routeTableId: string, statements: () => iam.PolicyStatement[]): void {
    new ec2.CfnVPCEndpoint(this, id, {
      vpcId: this.vpc.vpcId,
      vpcEndpointType: 'Gateway',
      serviceName: this.serviceName(service),
      routeTableIds: [routeTableId],
      policyDocument: policy(statements),
    });
  }

  private tables(): iam.PolicyStatement {
    const { partition, region, account } = Stack.of(this);
    return new iam.PolicyStatement({
      sid: 'OurTables',
      principals: [new iam.AnyPrincipal()],
      actions: [...DYNAMODB_ACTIONS],
      resources: [`arn:${partition}:dynamodb:${region}:${account}:table/*`],
      conditions: { StringEquals: { 'aws:PrincipalAccount': account } },
    });
  }

  private ownKey(removalPolicy: RemovalPolicy | undefined): kms.IKey {
    const key = secureKey(this, 'Key', {
      description: 'Record of the connections of a private network',
      removalPolicy,
    });
    allowCloudWatchLogs(this, key);
    return key;
  }

  private serviceName(service: string): string {
    return `com.amazonaws.${Stack.of(this).region}.${service}`;
  }
}

/** A policy that is complete when the app is. */
function policy(statements: () => iam.PolicyStatement[]): unknown {
  return Lazy.any({ produce: () => new iam.PolicyDocument({ statements: statements() }).toJSON() });
}

function name(resource: IConstruct, value: string): void {
  Tags.of(resource).add('Name', value, { priority: 50 });
}

interface Plan extends PrefixLists {
  readonly blocks: readonly string[];
  readonly availabilityZones: readonly string[];
}

function validate(scope: Construct, props: PrivateNetworkProps, cidr: string): Plan {
  const problems = new Problems(scope);
  const given = props.availabilityZones;
  problems.integer(
    'zones',
    props.zones,
    { min: 2, max: MAX_ZONES },
    'Two survive the failure of one; three are usual.',
  );
  problems.integer('availabilityZones (count)', given?.length, { min: 2, max: MAX_ZONES }, 'Name at least two.');
  problems.unique('availabilityZones', given ?? [], 'Name each zone once.');
  problems.expect(given === undefined || props.zones === undefined, {
    prop: 'zones',
    value: props.zones,
    expected: 'no value beside availabilityZones',
    remedy: 'Give one of the two.',
  });
  // A number out of range is reported already: it must not be counted up to.
  const zones = Math.min(given?.length ?? props.zones ?? DEFAULT_ZONES, MAX_ZONES);
  const blocks = subnetBlocks(problems, cidr, zones);
  const s3 = { prop: 's3PrefixListId', id: props.s3PrefixListId };
  const dynamoDb = { prop: 'dynamoDbPrefixListId', id: props.dynamoDbPrefixListId };
  const s3PrefixListId = prefixListOf(problems, scope, 's3', s3);
  const dynamoDbPrefixListId = prefixListOf(problems, scope, 'dynamodb', dynamoDb);
  problems.throwIfAny();
  const availabilityZones = given ?? blocks.map((_, index) => Fn.select(index, Fn.getAzs()));
  return { blocks, availabilityZones, s3PrefixListId, dynamoDbPrefixListId };
}
