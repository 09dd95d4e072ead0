import {
  DescribeContinuousBackupsCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { DecryptCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { LocalAccount } from './account';
import { Stacks, type Template } from './fixtures/stacks';
import { attribute, output, ref } from './fixtures/templates';

jest.setTimeout(60_000);

const WEST = 'us-west-2';
const ITEM = { id: { S: 'release-1' } };

let account: LocalAccount;
let stacks: Stacks;

beforeAll(async () => {
  account = await LocalAccount.start();
  stacks = new Stacks(account);
});
afterAll(() => account?.stop());
beforeEach(() => account.reset());

test('a replica key decrypts what the primary encrypted', async () => {
  const policy = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'kms:*', Resource: '*' }],
  };
  const primary = await stacks.create('primary', {
    Resources: { Key: { Type: 'AWS::KMS::Key', Properties: { MultiRegion: true, KeyPolicy: policy } } },
    Outputs: { Arn: output(attribute('Key', 'Arn')) },
  });
  const replica = await new Stacks(account, WEST).create('replica', {
    Resources: {
      Key: { Type: 'AWS::KMS::ReplicaKey', Properties: { PrimaryKeyArn: primary.outputs.Arn, KeyPolicy: policy } },
    },
    Outputs: { Arn: output(attribute('Key', 'Arn')) },
  });
  expect(replica.status).toBe('CREATE_COMPLETE');
  expect(replica.outputs.Arn).toBe(primary.outputs.Arn?.replace('eu-central-1', 'us-west-2'));
  const here = new KMSClient(account.clientConfig);
  const there = new KMSClient({ ...account.clientConfig, region: WEST });
  const Plaintext = Buffer.from('secret');
  const { CiphertextBlob } = await here.send(new EncryptCommand({ KeyId: primary.outputs.Arn, Plaintext }));
  const decrypted = await there.send(new DecryptCommand({ CiphertextBlob, KeyId: replica.outputs.Arn }));
  expect(Buffer.from(decrypted.Plaintext ?? []).toString()).toBe('secret');
});

test('a global table is written here and read there, and protected from deletion', async () => {
  const replica = (Region: string) => ({
    Region,
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    DeletionProtectionEnabled: true,
  });
  const { status } = await stacks.create('table', {
    Resources: {
      Table: {
        Type: 'AWS::DynamoDB::GlobalTable',
        Properties: {
          TableName: 'ledger',
          BillingMode: 'PAY_PER_REQUEST',
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
          StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
          Replicas: [replica('eu-central-1'), replica('us-west-2')],
        },
      },
    },
  });
  expect(status).toBe('CREATE_COMPLETE');
  const here = new DynamoDBClient(account.clientConfig);
  const there = new DynamoDBClient({ ...account.clientConfig, region: WEST });
  const table = { TableName: 'ledger' };
  await here.send(new PutItemCommand({ ...table, Item: ITEM }));
  expect((await there.send(new GetItemCommand({ ...table, Key: ITEM }))).Item).toEqual(ITEM);
  const backups = await there.send(new DescribeContinuousBackupsCommand(table));
  expect(backups).toMatchObject({
    ContinuousBackupsDescription: { PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' } },
  });
  expect(await stacks.delete('table')).toBe('DELETE_FAILED');
});

test('a global table without a name of its own keeps its items when its tags change', async () => {
  const template = (team: string): Template => ({
    Resources: {
      Table: {
        Type: 'AWS::DynamoDB::GlobalTable',
        Properties: {
          BillingMode: 'PAY_PER_REQUEST',
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
          Replicas: [{ Region: 'eu-central-1', Tags: [{ Key: 'team', Value: team }] }],
        },
      },
    },
    Outputs: { Name: output(ref('Table')) },
  });
  const first = await stacks.create('tagged', template('flights'));
  const table = { TableName: first.outputs.Name };
  const dynamo = new DynamoDBClient(account.clientConfig);
  await dynamo.send(new PutItemCommand({ ...table, Item: ITEM }));
  const second = await stacks.update('tagged', template('delays'));
  expect([second.status, second.outputs.Name]).toEqual(['UPDATE_COMPLETE', first.outputs.Name]);
  expect((await dynamo.send(new GetItemCommand({ ...table, Key: ITEM }))).Item).toEqual(ITEM);
});
