import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { DescribeKeyCommand, KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import {
  ListEndpointConfigsCommand,
  ListEndpointsCommand,
  ListModelsCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { LocalAccount } from '../../local-aws/account';

type Config = LocalAccount['clientConfig'];
type Listing = (config: Config) => Promise<(string | undefined)[]>;

async function usableKeys(config: Config): Promise<string[]> {
  const kms = new KMSClient(config);
  const { Keys = [] } = await kms.send(new ListKeysCommand({}));
  const described = await Promise.all(Keys.map(({ KeyId }) => kms.send(new DescribeKeyCommand({ KeyId }))));
  const customerManaged = described.filter(({ KeyMetadata }) => KeyMetadata?.KeyManager === 'CUSTOMER');
  return customerManaged
    .filter(({ KeyMetadata }) => KeyMetadata?.KeyState === 'Enabled')
    .map(({ KeyMetadata }) => KeyMetadata?.KeyId ?? '');
}

/** How to list what exists of each type that the stack has, by physical id. */
const LISTINGS: Record<string, Listing> = {
  'AWS::S3::Bucket': async (config) =>
    (await new S3Client(config).send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name) ?? [],
  'AWS::KMS::Key': usableKeys,
  'AWS::Logs::LogGroup': async (config) =>
    (await new CloudWatchLogsClient(config).send(new DescribeLogGroupsCommand({}))).logGroups?.map(
      ({ logGroupName }) => logGroupName,
    ) ?? [],
  'AWS::IAM::Role': async (config) =>
    (await new IAMClient(config).send(new ListRolesCommand({ MaxItems: 1000 }))).Roles?.map(
      ({ RoleName }) => RoleName,
    ) ?? [],
  'AWS::Lambda::Function': async (config) =>
    (await new LambdaClient(config).send(new ListFunctionsCommand({}))).Functions?.map(
      ({ FunctionName }) => FunctionName,
    ) ?? [],
  'AWS::SNS::Topic': async (config) =>
    (await new SNSClient(config).send(new ListTopicsCommand({}))).Topics?.map(({ TopicArn }) => TopicArn) ?? [],
  'AWS::SQS::Queue': async (config) =>
    (await new SQSClient(config).send(new ListQueuesCommand({}))).QueueUrls?.map((url) => queueName(url)) ?? [],
  'AWS::CloudWatch::Alarm': async (config) =>
    (await new CloudWatchClient(config).send(new DescribeAlarmsCommand({}))).MetricAlarms?.map(
      ({ AlarmName }) => AlarmName,
    ) ?? [],
  'AWS::SageMaker::Model': async (config) =>
    (await new SageMakerClient(config).send(new ListModelsCommand({}))).Models?.map(({ ModelArn }) => ModelArn) ?? [],
  'AWS::SageMaker::EndpointConfig': async (config) =>
    (await new SageMakerClient(config).send(new ListEndpointConfigsCommand({}))).EndpointConfigs?.map(
      ({ EndpointConfigArn }) => EndpointConfigArn,
    ) ?? [],
  'AWS::SageMaker::Endpoint': async (config) =>
    (await new SageMakerClient(config).send(new ListEndpointsCommand({}))).Endpoints?.map(
      ({ EndpointArn }) => EndpointArn,
    ) ?? [],
};

export interface StackResource {
  readonly type: string;
  readonly logicalId: string;
  readonly physicalId: string;
}

/** The resources of a stack whose types can be listed without it. */
export async function listableResources(account: LocalAccount, stackName: string): Promise<StackResource[]> {
  const client = new CloudFormationClient(account.clientConfig);
  const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName: stackName }));
  return StackResources.map((resource) => ({
    type: resource.ResourceType ?? '',
    logicalId: resource.LogicalResourceId ?? '',
    physicalId: resource.PhysicalResourceId ?? '',
  })).filter(({ type }) => type in LISTINGS);
}

/** A queue's URL holds the name of the host that was asked; only its last part is the queue's. */
const queueName = (url: string) => url.slice(url.lastIndexOf('/') + 1);

const identityOf = (type: string, physicalId: string) =>
  type === 'AWS::SQS::Queue' ? queueName(physicalId) : physicalId;

/** Those of some resources that still exist. */
export async function existing(account: LocalAccount, resources: readonly StackResource[]): Promise<StackResource[]> {
  const types = [...new Set(resources.map(({ type }) => type))];
  const found = new Map<string, Set<string | undefined>>();
  for (const type of types) found.set(type, new Set(await LISTINGS[type]?.(account.clientConfig)));
  return resources.filter(({ type, physicalId }) => found.get(type)?.has(identityOf(type, physicalId)));
}
