import { RemovalPolicy } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { EncryptionKeys } from '../../lib/foundation';
import { compliantTemplate, testStack } from '../core/support';

type KeyResource = { Properties: { Description: string; KeyPolicy: { Statement: Record<string, unknown>[] } } };

function keyPolicies(stack = testStack(), keys = new EncryptionKeys(stack, 'Keys')) {
  expect(keys).toBeInstanceOf(EncryptionKeys);
  const resources = Object.values(compliantTemplate(stack).findResources('AWS::KMS::Key')) as KeyResource[];
  return Object.fromEntries(
    resources.map(({ Properties }) => [Properties.Description, Properties.KeyPolicy.Statement.slice(1)]),
  );
}

test('there is a key for each kind of data, and a service may use only those it must', () => {
  const policies = keyPolicies();
  expect(Object.keys(policies)).toHaveLength(5);
  const withServices = Object.entries(policies).filter(([, statements]) => statements.length > 0);
  expect(withServices.map(([description]) => description)).toEqual([
    'Log groups and the environment of functions',
    'Topics and queues',
  ]);
});

test('CloudWatch Logs may use its key for log groups of this account and Region only', () => {
  expect(keyPolicies()['Log groups and the environment of functions']).toEqual([
    expect.objectContaining({
      Effect: 'Allow',
      Principal: { Service: { 'Fn::Join': ['', ['logs.eu-west-1.', { Ref: 'AWS::URLSuffix' }]] } },
      Condition: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': {
            'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:eu-west-1:111111111111:log-group:*']],
          },
        },
      },
    }),
  ]);
});

test('alarms and topics of this account may use the messaging key', () => {
  expect(keyPolicies()['Topics and queues']).toEqual([
    expect.objectContaining({
      Principal: { Service: ['cloudwatch.amazonaws.com', 'sns.amazonaws.com'] },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Condition: { StringEquals: { 'aws:SourceAccount': '111111111111' } },
    }),
  ]);
});

test('no statement for a service is without a condition, and none has a wildcard action', () => {
  for (const statement of Object.values(keyPolicies()).flat()) {
    expect(statement['Condition']).toBeDefined();
    expect([statement['Action']].flat()).not.toContainEqual(expect.stringContaining('*'));
  }
});

test('an existing key takes the place of a new one', () => {
  const stack = testStack();
  const existing = kms.Key.fromKeyArn(stack, 'Existing', 'arn:aws:kms:eu-west-1:111111111111:key/existing');
  const keys = new EncryptionKeys(stack, 'Keys', { artifactsKey: existing, logsKey: existing });
  expect(keys.artifacts).toBe(existing);
  expect(keys.logs).toBe(existing);
  compliantTemplate(stack).resourceCountIs('AWS::KMS::Key', 3);
});

test('an existing key of the same app is opened to the service that needs it', () => {
  const stack = testStack();
  const logsKey = new kms.Key(stack, 'Mine', { enableKeyRotation: true, description: 'mine' });
  const keys = new EncryptionKeys(stack, 'Keys', { logsKey });
  expect(keys.logs).toBe(logsKey);
  const mine = stack.resolve((logsKey.node.defaultChild as kms.CfnKey).keyPolicy);
  expect(mine.Statement.map(({ Sid }: { Sid?: string }) => Sid)).toContain('AllowCloudWatchLogs');
});

test('keys are retained unless told otherwise', () => {
  const stack = testStack();
  new EncryptionKeys(stack, 'Keys');
  compliantTemplate(stack).allResources('AWS::KMS::Key', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  const throwaway = testStack();
  const keys = new EncryptionKeys(throwaway, 'Keys', { removalPolicy: RemovalPolicy.DESTROY });
  expect(keys.artifacts.node.defaultChild).toMatchObject({ cfnOptions: { deletionPolicy: 'Delete' } });
});

test('a name prefix becomes an alias a purpose', () => {
  const stack = testStack();
  new EncryptionKeys(stack, 'Keys', { namePrefix: 'acme' });
  const aliases = Object.values(compliantTemplate(stack).findResources('AWS::KMS::Alias'));
  expect(aliases.map((alias) => alias['Properties'].AliasName).sort()).toEqual([
    'alias/acme/artifacts',
    'alias/acme/evidence',
    'alias/acme/inference-data',
    'alias/acme/logs',
    'alias/acme/messaging',
  ]);
});

test.each(['', 'Acme', '-acme', 'acme-', 'a'.repeat(21), 'a b', 'aws/x'])('%j is no name prefix', (namePrefix) => {
  expect(() => new EncryptionKeys(testStack(), 'Keys', { namePrefix })).toThrow(
    /Test\/Keys: 1 problem[\s\S]*namePrefix is .*1 to 20 lower-case letters/,
  );
});

test('a key that is only known by its alias is refused, because IAM grants nothing on an alias', () => {
  const stack = testStack();
  const alias = kms.Alias.fromAliasName(stack, 'Existing', 'alias/models');
  expect(() => new EncryptionKeys(stack, 'Keys', { artifactsKey: alias })).toThrow(
    /artifactsKey is "arn:.*:alias\/models"; expected a key by its own ARN.*Key\.fromLookup/,
  );
});
