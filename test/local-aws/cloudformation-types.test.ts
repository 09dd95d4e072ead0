import { setTimeout as sleep } from 'node:timers/promises';
import { GetBucketLifecycleConfigurationCommand, GetBucketReplicationCommand, S3Client } from '@aws-sdk/client-s3';
import { LocalAccount } from './account';
import { callJson } from './fixtures/raw-call';
import { Stacks, type Template } from './fixtures/stacks';
import { attribute, inlineFunction, output, ref } from './fixtures/templates';

jest.setTimeout(60_000);

let account: LocalAccount;
let stacks: Stacks;

beforeAll(async () => {
  account = await LocalAccount.start({ customResourceTimeoutSeconds: 2 });
  stacks = new Stacks(account);
});
afterAll(() => account?.stop());
beforeEach(() => account.reset());

test('an update that a bucket refuses half-way leaves it as it was', async () => {
  const template = (ExpirationInDays: number, more: object): Template => ({
    Resources: {
      Bucket: {
        Type: 'AWS::S3::Bucket',
        Properties: {
          BucketName: 'careful',
          LifecycleConfiguration: { Rules: [{ Id: 'r', Status: 'Enabled', ExpirationInDays }] },
          ...more,
        },
      },
    },
  });
  await stacks.create('careful', template(30, {}));
  // Replication needs versioning, which this bucket does not have.
  const rule = { Status: 'Enabled', Prefix: '', Destination: { Bucket: 'arn:aws:s3:::replica' } };
  const ReplicationConfiguration = { Role: 'arn:aws:iam::000000000000:role/replication', Rules: [rule] };
  const { status, failures } = await stacks.update('careful', template(7, { ReplicationConfiguration }));
  expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(failures.join()).toMatch(/Bucket: .*Error Code/);
  const lifecycle = new GetBucketLifecycleConfigurationCommand({ Bucket: 'careful' });
  const { Rules = [] } = await new S3Client(account.clientConfig).send(lifecycle);
  expect(Rules[0]?.Expiration?.Days).toBe(30);
});

test('lifecycle filters, transitions and replication reach S3 as the template has them', async () => {
  const versioned = { VersioningConfiguration: { Status: 'Enabled' } };
  const destination = { Bucket: 'arn:aws:s3:::replica', StorageClass: 'STANDARD_IA' };
  const { status, failures } = await stacks.create('buckets', {
    Resources: {
      Replica: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'replica', ...versioned } },
      Source: {
        Type: 'AWS::S3::Bucket',
        DependsOn: 'Replica',
        Properties: {
          BucketName: 'source',
          ...versioned,
          LifecycleConfiguration: {
            Rules: [
              {
                Id: 'cold',
                Status: 'Enabled',
                Prefix: 'a/',
                TagFilters: [{ Key: 'kind', Value: 'capture' }],
                Transitions: [{ StorageClass: 'GLACIER', TransitionInDays: 90 }],
                NoncurrentVersionTransitions: [{ StorageClass: 'GLACIER', TransitionInDays: 30 }],
              },
            ],
          },
          ReplicationConfiguration: {
            Role: 'arn:aws:iam::000000000000:role/replication',
            Rules: [{ Id: 'all', Status: 'Enabled', Prefix: '', Destination: destination }],
          },
        },
      },
    },
  });
  expect(failures).toEqual([]);
  expect(status).toBe('CREATE_COMPLETE');
  const s3 = new S3Client(account.clientConfig);
  const { Rules } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket: 'source' }));
  expect(Rules).toMatchObject([
    {
      ID: 'cold',
      Status: 'Enabled',
      Filter: { And: { Prefix: 'a/', Tags: [{ Key: 'kind', Value: 'capture' }] } },
      Transitions: [{ Days: 90, StorageClass: 'GLACIER' }],
      NoncurrentVersionTransitions: [{ NoncurrentDays: 30, StorageClass: 'GLACIER' }],
    },
  ]);
  const { ReplicationConfiguration } = await s3.send(new GetBucketReplicationCommand({ Bucket: 'source' }));
  expect(ReplicationConfiguration?.Rules).toMatchObject([{ ID: 'all', Destination: destination }]);
});

describe('a custom resource', () => {
  const template = (code: string): Template => ({
    Resources: {
      ...inlineFunction('Provider', code),
      Custom: { Type: 'Custom::Thing', Properties: { ServiceToken: attribute('Provider', 'Arn') } },
    },
  });

  test('whose function crashes fails at once, with what the function said', async () => {
    const before = Date.now();
    const { status, failures } = await stacks.create(
      'crash',
      template('exports.handler = async () => { throw new Error("no such table"); };'),
    );
    expect(status).toMatch(/^ROLLBACK_/);
    expect(failures[failures.length - 1]).toMatch(/Custom: The function failed before it answered: .*no such table/);
    expect(Date.now() - before).toBeLessThan(15_000);
  });

  test('whose function never answers fails after the account’s time limit', async () => {
    const { status, failures } = await stacks.create('silent', template('exports.handler = async () => {};'));
    expect(status).toMatch(/^ROLLBACK_/);
    expect(failures.join()).toMatch(/Custom: .*timed out after 2s/);
  });
});

test('an account stops quickly while a custom resource waits', async () => {
  const other = await LocalAccount.start();
  const silent = inlineFunction('Provider', 'exports.handler = async () => {};');
  const waiting = { Type: 'Custom::Thing', Properties: { ServiceToken: attribute('Provider', 'Arn') } };
  void new Stacks(other).create('waiting', { Resources: { ...silent, Custom: waiting } }).catch(() => undefined);
  await sleep(1_500);
  const before = Date.now();
  await other.stop();
  expect(Date.now() - before).toBeLessThan(4_000);
});

test('a trail needs its bucket', async () => {
  const { failures } = await stacks.create('trail', {
    Resources: { Trail: { Type: 'AWS::CloudTrail::Trail', Properties: { S3BucketName: 'nowhere', IsLogging: true } } },
  });
  expect(failures).toEqual(['Trail: S3 bucket nowhere does not exist! (Error Code: S3BucketDoesNotExistException)']);
});

test('an alias follows the newest version of a state machine', async () => {
  const template = (comment: string): Template => ({
    Resources: {
      Machine: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          RoleArn: 'arn:aws:iam::000000000000:role/machine',
          DefinitionString: JSON.stringify({
            Comment: comment,
            StartAt: 'P',
            States: { P: { Type: 'Pass', End: true } },
          }),
        },
      },
      Version: {
        Type: 'AWS::StepFunctions::StateMachineVersion',
        Properties: { StateMachineArn: ref('Machine'), StateMachineRevisionId: comment, Description: comment },
      },
      Alias: {
        Type: 'AWS::StepFunctions::StateMachineAlias',
        Properties: { Name: 'live', RoutingConfiguration: [{ StateMachineVersionArn: ref('Version'), Weight: 100 }] },
      },
    },
    Outputs: { Alias: output(ref('Alias')), Version: output(ref('Version')) },
  });
  const first = await stacks.create('machine', template('one'));
  const second = await stacks.update('machine', template('two'));
  expect(second.status).toBe('UPDATE_COMPLETE');
  expect(second.outputs.Version).not.toBe(first.outputs.Version);
  const alias = { stateMachineAliasArn: second.outputs.Alias };
  const described = await callJson(account, 'states', 'AWSStepFunctions.DescribeStateMachineAlias', alias);
  expect(described.routingConfiguration).toEqual([{ stateMachineVersionArn: second.outputs.Version, weight: 100 }]);
});

test('model packages keep their group and follow their approval', async () => {
  const template = (approval: string): Template => ({
    Resources: {
      Group: { Type: 'AWS::SageMaker::ModelPackageGroup', Properties: { ModelPackageGroupName: 'Flights' } },
      Package: {
        Type: 'AWS::SageMaker::ModelPackage',
        DependsOn: 'Group',
        Properties: {
          ModelPackageGroupName: 'Flights',
          ModelApprovalStatus: approval,
          InferenceSpecification: {
            Containers: [{ Image: 'local/model:1' }],
            SupportedContentTypes: ['text/csv'],
            SupportedResponseMIMETypes: ['text/csv'],
          },
        },
      },
    },
    Outputs: { Group: output(ref('Group')), Package: output(ref('Package')) },
  });
  const first = await stacks.create('registry', template('PendingManualApproval'));
  expect(first.failures).toEqual([]);
  expect(first.outputs.Group).toMatch(/:model-package-group\/Flights$/i);
  const second = await stacks.update('registry', template('Approved'));
  expect(second).toMatchObject({ status: 'UPDATE_COMPLETE', outputs: { Package: first.outputs.Package } });
  const described = await callJson(account, 'sagemaker', 'SageMaker.DescribeModelPackage', {
    ModelPackageName: first.outputs.Package,
  });
  expect(described.ModelApprovalStatus).toBe('Approved');
  expect(await stacks.delete('registry')).toBe('DELETE_COMPLETE');
});

test('an update has events of what it touches, in order, and of nothing else', async () => {
  const queue = (VisibilityTimeout: number) => ({ Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout } });
  await stacks.create('queues', { Resources: { Kept: queue(10), Changed: queue(10) } });
  const created = await stacks.events('queues');
  await stacks.update('queues', { Resources: { Kept: queue(10), Changed: queue(20), Made: queue(10) } });
  const events = (await stacks.events('queues')).slice(created.length);
  expect(events[0]).toBe('queues UPDATE_IN_PROGRESS');
  expect(events.slice(1, -1).sort()).toEqual([
    'Changed UPDATE_COMPLETE',
    'Changed UPDATE_IN_PROGRESS',
    'Made CREATE_COMPLETE',
    'Made CREATE_IN_PROGRESS',
  ]);
  expect(events.indexOf('Made CREATE_IN_PROGRESS')).toBeLessThan(events.indexOf('Made CREATE_COMPLETE'));
  expect(events[events.length - 1]).toBe('queues UPDATE_COMPLETE');
});
