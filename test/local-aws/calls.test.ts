import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateStateMachineCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { LocalAccount } from './account';
import { eventually } from './fixtures/eventually';
import { Stacks } from './fixtures/stacks';

jest.setTimeout(60_000);

const ARN = (service: string, name: string) => `arn:aws:${service}:eu-central-1:000000000000:${name}`;
const TABLE = ARN('dynamodb', 'table/ledger');

let account: LocalAccount;

/** A role that a service takes on, with the rights given. */
const role = (RoleName: string, service: string, ...statements: [action: string, resource: string][]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName,
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: `${service}.amazonaws.com` }, Action: 'sts:AssumeRole' }],
    },
    Policies: [
      {
        PolicyName: 'grants',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: statements.map(([Action, Resource]) => ({ Effect: 'Allow', Action, Resource })),
        },
      },
    ],
  },
});

const CODE = `
const { DynamoDBClient, GetItemCommand, TransactWriteItemsCommand, DeleteItemCommand } = require('@aws-sdk/client-dynamodb');
exports.handler = async () => {
  const dynamo = new DynamoDBClient({});
  const Key = { pk: { S: '1' } };
  await dynamo.send(new GetItemCommand({ TableName: 'ledger', Key }));
  await dynamo.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName: 'ledger', Item: Key } }] }));
  await dynamo.send(new DeleteItemCommand({ TableName: 'ledger', Key })).catch(() => {});
};`;

beforeAll(async () => {
  account = await LocalAccount.start({ auth: true });
  const { status, failures } = await new Stacks(account).create('calling', {
    Resources: {
      Table: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          TableName: 'ledger',
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        },
      },
      Role: role('reader', 'lambda', ['dynamodb:GetItem', TABLE], ['dynamodb:PutItem', TABLE]),
      MachineRole: role('machine', 'states', ['lambda:InvokeFunction', ARN('lambda', 'function:read')]),
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          FunctionName: 'read',
          Runtime: 'nodejs22.x',
          Handler: 'index.handler',
          Timeout: 30,
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Code: { ZipFile: CODE },
        },
      },
    },
  });
  if (status !== 'CREATE_COMPLETE') throw new Error(failures.join('\n'));
});
afterAll(() => account?.stop());

const callsOf = async (principal: string) =>
  (await account.calls())
    .filter((calls) => calls.principal === principal)
    .map(({ service, action, resource, count }) => `${service}:${action} ${resource ?? '*'} ${count}`)
    .sort();

test('the calls of a function come under its role, a transaction as its parts, without what rights forbid', async () => {
  const invoke = new InvokeCommand({ FunctionName: 'read' });
  const { FunctionError } = await new LambdaClient(account.clientConfig).send(invoke);
  expect(FunctionError).toBeUndefined();
  expect(await callsOf('reader')).toEqual([`dynamodb:GetItem ${TABLE} 1`, `dynamodb:PutItem ${TABLE} 1`]);
  expect(await callsOf('root')).toContain(`lambda:InvokeFunction ${ARN('lambda', 'function:read')} 1`);
  const denied = { service: 'dynamodb', action: 'DeleteItem', resource: TABLE, principal: 'reader', count: 1 };
  expect(await account.denials()).toEqual([denied]);
});

test('the tasks of a state machine come under its role, by the SDK as by an optimized integration', async () => {
  const states = new SFNClient(account.clientConfig);
  const task = (Resource: string, Arguments: object, next: object) => ({ Type: 'Task', Resource, Arguments, ...next });
  const { stateMachineArn } = await states.send(
    new CreateStateMachineCommand({
      name: 'calling',
      roleArn: 'arn:aws:iam::000000000000:role/machine',
      definition: JSON.stringify({
        QueryLanguage: 'JSONata',
        StartAt: 'Invoke',
        States: {
          Invoke: task(
            'arn:aws:states:::lambda:invoke',
            { FunctionName: ARN('lambda', 'function:read') },
            { Next: 'Put' },
          ),
          Put: task(
            'arn:aws:states:::events:putEvents',
            { Entries: [{ Source: 'flights', DetailType: 'release', Detail: '{}' }] },
            { Next: 'List' },
          ),
          List: task('arn:aws:states:::aws-sdk:sagemaker:listEndpoints', {}, { End: true }),
        },
      }),
    }),
  );
  await states.send(new StartExecutionCommand({ stateMachineArn }));
  await eventually(async () => (await callsOf('machine')).length, 3);
  expect(await callsOf('machine')).toEqual([
    `events:PutEvents ${ARN('events', 'event-bus/default')} 1`,
    `lambda:InvokeFunction ${ARN('lambda', 'function:read')} 1`,
    'sagemaker:ListEndpoints * 1',
  ]);
});

test('the account has its own calls as root, and a reset forgets all', async () => {
  const dynamo = new DynamoDBClient(account.clientConfig);
  await dynamo.send(new PutItemCommand({ TableName: 'ledger', Item: { pk: { S: '2' } } }));
  expect(await callsOf('root')).toContain(`dynamodb:PutItem ${TABLE} 1`);
  await account.reset();
  expect([await account.calls(), await account.denials()]).toEqual([[], []]);
});
