import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  DeleteObjectCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { LocalAccount } from './account';
import { type BroadStackProps, synthesizeBroadApp } from './fixtures/broad-stack';
import { callJson } from './fixtures/raw-call';

jest.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), 'local-aws-test-'));
let account: LocalAccount;
let s3: S3Client;
let outputs: Record<string, string>;

/** Deploys the broad app with the unmodified CDK CLI. */
async function deploy(name: string, props: BroadStackProps) {
  const app = join(folder, name);
  synthesizeBroadApp(app, props);
  const result = await account.cdk(['deploy', '--all', '--require-approval', 'never'], { app });
  const { Stacks } = await new CloudFormationClient(account.clientConfig).send(
    new DescribeStacksCommand({ StackName: 'Broad' }),
  );
  outputs = Object.fromEntries((Stacks?.[0]?.Outputs ?? []).map((output) => [output.OutputKey, output.OutputValue]));
  return { ...result, status: Stacks?.[0]?.StackStatus };
}
const output = (name: string) => {
  const value = outputs[name];
  if (value === undefined) throw new Error(`the stack has no output ${name}`);
  return value;
};
const bucket = () => ({ Bucket: output('DataBucket') });
const expirationDays = async () => {
  const { Rules = [] } = await s3.send(new GetBucketLifecycleConfigurationCommand(bucket()));
  return Rules[0]?.Expiration?.Days;
};

beforeAll(async () => {
  account = await LocalAccount.start();
  s3 = new S3Client(account.clientConfig);
  await account.bootstrap();
  const { exitCode, output: said } = await deploy('first', {});
  if (exitCode !== 0) throw new Error(said);
});
afterAll(async () => {
  await account?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('the first deployment', () => {
  test('applies every property of a bucket', async () => {
    const encryption = await s3.send(new GetBucketEncryptionCommand(bucket()));
    expect(encryption.ServerSideEncryptionConfiguration?.Rules).toEqual([
      {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: output('KeyArn') },
        BucketKeyEnabled: true,
      },
    ]);
    const { Rules } = await s3.send(new GetBucketLifecycleConfigurationCommand(bucket()));
    expect(Rules).toEqual([
      {
        ID: 'expire',
        Status: 'Enabled',
        Filter: { Prefix: 'capture/' },
        Expiration: { Days: 30 },
        NoncurrentVersionExpiration: { NoncurrentDays: 7 },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
      },
    ]);
    const logging = await s3.send(new GetBucketLoggingCommand(bucket()));
    expect(logging.LoggingEnabled).toMatchObject({ TargetPrefix: 'data/' });
    const { OwnershipControls } = await s3.send(new GetBucketOwnershipControlsCommand(bucket()));
    expect(OwnershipControls?.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }]);
    expect(await s3.send(new GetBucketVersioningCommand(bucket()))).toMatchObject({ Status: 'Enabled' });
    const { PublicAccessBlockConfiguration } = await s3.send(new GetPublicAccessBlockCommand(bucket()));
    expect(PublicAccessBlockConfiguration).toMatchObject({ BlockPublicPolicy: true, RestrictPublicBuckets: true });
  });

  test('encrypts what is written with the bucket’s key', async () => {
    await s3.send(new PutObjectCommand({ ...bucket(), Key: 'plain', Body: 'x' }));
    const { SSEKMSKeyId } = await s3.send(new GetObjectCommand({ ...bucket(), Key: 'plain' }));
    expect(SSEKMSKeyId).toBe(output('KeyArn'));
  });

  test('locks the evidence: a version cannot be deleted', async () => {
    const Bucket = output('EvidenceBucket');
    const { ObjectLockConfiguration } = await s3.send(new GetObjectLockConfigurationCommand({ Bucket }));
    expect(ObjectLockConfiguration?.Rule?.DefaultRetention).toEqual({ Mode: 'COMPLIANCE', Days: 1 });
    await s3.send(new PutObjectCommand({ Bucket, Key: 'decision', Body: 'yes', ChecksumAlgorithm: 'CRC32' }));
    const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    const version = { Bucket, Key: 'decision', VersionId: Versions[0]?.VersionId };
    await expect(s3.send(new DeleteObjectCommand(version))).rejects.toThrow(/denied/i);
    await expect(s3.send(new DeleteObjectCommand({ ...version, BypassGovernanceRetention: true }))).rejects.toThrow(
      /denied/i,
    );
  });

  test('calls a function for a custom resource, and finds the SDK for one that relies on the runtime’s', async () => {
    expect(output('EchoAnswer')).toBe('echo hello');
    const { Body } = await s3.send(new GetObjectCommand({ ...bucket(), Key: 'from-sdk-v3' }));
    expect(await Body?.transformToString()).toBe('written by AwsCustomResource');
  });

  test('starts a trail with what it is to record', async () => {
    const api = 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101';
    const { trailList } = await callJson(account, 'cloudtrail', `${api}.DescribeTrails`, {});
    expect(trailList).toEqual([
      expect.objectContaining({
        TrailARN: output('TrailArn'),
        IsMultiRegionTrail: true,
        LogFileValidationEnabled: true,
      }),
    ]);
    const status = await callJson(account, 'cloudtrail', `${api}.GetTrailStatus`, { Name: output('TrailArn') });
    expect(status.IsLogging).toBe(true);
  });

  test('gives the table its key and its backups', async () => {
    const TableName = output('TableName');
    const { Table } = await callJson(account, 'dynamodb', 'DynamoDB_20120810.DescribeTable', { TableName });
    expect(Table).toMatchObject({ SSEDescription: { Status: 'ENABLED', KMSMasterKeyArn: output('KeyArn') } });
    const backups = await callJson(account, 'dynamodb', 'DynamoDB_20120810.DescribeContinuousBackups', { TableName });
    expect(backups).toMatchObject({
      ContinuousBackupsDescription: { PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' } },
    });
  });

  test('wires alarms with dimensions and metric math to a composite alarm and a topic', async () => {
    const point = (endpoint: string, Value: number) => ({
      MetricName: 'Latency',
      Value,
      Dimensions: [{ Name: 'Endpoint', Value: endpoint }],
    });
    const cloudWatch = new CloudWatchClient(account.clientConfig);
    const MetricData = [point('one', 1000), point('two', 2)];
    await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'Broad', MetricData }));
    const inbox = new ReceiveMessageCommand({ QueueUrl: output('InboxUrl'), WaitTimeSeconds: 10 });
    const { Messages = [] } = await new SQSClient(account.clientConfig).send(inbox);
    expect(JSON.parse(Messages[0]?.Body ?? '{}')).toMatchObject({ AlarmName: output('LatencyAlarmName') });
    await account.setClock(undefined);
    const alarms = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }));
    const states = [...(alarms.MetricAlarms ?? []), ...(alarms.CompositeAlarms ?? [])].map((alarm) => alarm.StateValue);
    expect(states).toEqual(['ALARM', 'ALARM', 'ALARM']);
  });

  test('keeps a scalable target and its policy where the API finds them', async () => {
    const api = (operation: string, body: object) =>
      callJson(account, 'application-autoscaling', `AnyScaleFrontendService.${operation}`, body);
    const { ScalableTargets } = await api('DescribeScalableTargets', { ServiceNamespace: 'sagemaker' });
    expect(ScalableTargets).toMatchObject([
      { ResourceId: 'endpoint/broad/variant/primary', MinCapacity: 1, MaxCapacity: 4 },
    ]);
    const { ScalingPolicies } = await api('DescribeScalingPolicies', { ServiceNamespace: 'sagemaker' });
    expect(ScalingPolicies).toMatchObject([{ PolicyName: 'invocations', PolicyType: 'TargetTrackingScaling' }]);
    const target = { ServiceNamespace: 'sagemaker', ScalableDimension: 'sagemaker:variant:DesiredInstanceCount' };
    const unknown = { ...target, ResourceId: 'endpoint/nobody/variant/primary' };
    await expect(api('DeregisterScalableTarget', unknown)).rejects.toThrow('ObjectNotFoundException');
    await expect(api('RegisterScalableTarget', { ...unknown, MinCapacity: 3, MaxCapacity: 1 })).rejects.toThrow(
      /Maximum/,
    );
    await expect(api('RegisterScalableTarget', unknown)).rejects.toThrow('MinCapacity and MaxCapacity are required');
  });

  test('lists what it only recorded by name, and what stood for its attributes', async () => {
    const recorded = await account.recorded();
    expect(recorded.map(({ type, logicalId, stack }) => [type, logicalId, stack])).toEqual([
      ['AWS::Config::ConfigRule', 'ConfigRule', 'Broad'],
      ['AWS::GuardDuty::Detector', 'Detector', 'Broad'],
    ]);
    expect(output('ConfigRuleRef')).toBe(
      'no-public-buckets arn:aws:config:eu-central-1:000000000000:config-rule/no-public-buckets',
    );
    expect(output('DetectorId')).toBe(recorded[1]?.physicalId);
  });

  test('does not let a customer publish events of an AWS service', async () => {
    const Entries = [{ Source: 'aws.sagemaker', DetailType: 'forged', Detail: '{}' }];
    const answer = await new EventBridgeClient(account.clientConfig).send(new PutEventsCommand({ Entries }));
    expect(answer).toMatchObject({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'NotAuthorizedForSourceException' }] });
  });
});

test('an update that fails rolls back everything that it changed', async () => {
  const {
    exitCode,
    output: said,
    status,
  } = await deploy('refused', { expirationDays: 10, greeting: 'again', refuse: true });
  expect(exitCode).not.toBe(0);
  expect(said).toContain('refused, as it was told');
  expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await expirationDays()).toBe(30);
  expect(output('EchoAnswer')).toBe('echo hello');
});

test('an update changes what changed, and removes what the template dropped', async () => {
  expect((await deploy('changed', { expirationDays: 10, greeting: 'again' })).status).toBe('UPDATE_COMPLETE');
  expect(await expirationDays()).toBe(10);
  expect(output('EchoAnswer')).toBe('echo again');
  expect((await deploy('dropped', { greeting: 'again', lifecycle: false })).status).toBe('UPDATE_COMPLETE');
  await expect(expirationDays()).rejects.toThrow(/lifecycle/i);
});

test('destroy refuses a bucket that is not empty, then leaves exactly the retained ones', async () => {
  const app = join(folder, 'dropped');
  const Bucket = output('DataBucket');
  const kept = [output('RetainedBucket'), output('EvidenceBucket')];
  const refused = await account.cdk(['destroy', '--all', '--force'], { app });
  expect(refused.exitCode).not.toBe(0);
  expect(refused.output).toContain('BucketNotEmpty');

  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
  for (const { Key, VersionId } of Versions) await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
  const destroyed = await account.cdk(['destroy', '--all', '--force'], { app });
  expect(destroyed.exitCode).toBe(0);
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const ofStack = Buckets.map((found) => found.Name).filter((name) => !name?.startsWith('cdk-hnb659fds-'));
  expect(ofStack.sort()).toEqual(kept.sort());
  expect(await account.recorded()).toEqual([]);
});
