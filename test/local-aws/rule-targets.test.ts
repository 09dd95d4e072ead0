import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  LambdaClient,
  PutFunctionConcurrencyCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { LocalAccount } from './account';
import { eventually } from './fixtures/eventually';
import { Stacks } from './fixtures/stacks';

jest.setTimeout(60_000);

/** Counts how often it was tried for an event, takes its time, and fails as often as the event says. */
const CODE = `
const { DynamoDBClient, UpdateItemCommand } = require('@aws-sdk/client-dynamodb');
exports.handler = async ({ detail: { id, failures } }) => {
  const { Attributes } = await new DynamoDBClient({}).send(new UpdateItemCommand({
    TableName: 'tries', Key: { id: { S: id } }, ReturnValues: 'UPDATED_NEW',
    UpdateExpression: 'ADD tries :one', ExpressionAttributeValues: { ':one': { N: '1' } },
  }));
  await new Promise((done) => setTimeout(done, 200));
  if (Number(Attributes.tries.N) <= failures) throw new Error('not yet');
};`;

describe('a function that a rule calls, one at a time', () => {
  let account: LocalAccount;
  let queueUrl: string;

  beforeAll(async () => {
    account = await LocalAccount.start();
    const { status, failures, outputs } = await new Stacks(account).create('rules', {
      Resources: {
        Table: {
          Type: 'AWS::DynamoDB::Table',
          Properties: {
            TableName: 'tries',
            BillingMode: 'PAY_PER_REQUEST',
            AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
            KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          },
        },
        Letters: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'letters' } },
        Function: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            FunctionName: 'one-at-a-time',
            Runtime: 'nodejs22.x',
            Handler: 'index.handler',
            Timeout: 30,
            Role: 'arn:aws:iam::000000000000:role/any',
            Code: { ZipFile: CODE },
          },
        },
        Rule: {
          Type: 'AWS::Events::Rule',
          Properties: {
            EventPattern: { source: ['test'] },
            Targets: [{ Id: 'function', Arn: { 'Fn::GetAtt': ['Function', 'Arn'] } }],
          },
        },
      },
      Outputs: { Queue: { Value: { Ref: 'Letters' } } },
    });
    expect([status, failures]).toEqual(['CREATE_COMPLETE', []]);
    queueUrl = outputs.Queue ?? '';
    // The account's CloudFormation leaves these properties out.
    const lambda = new LambdaClient(account.clientConfig);
    const FunctionName = 'one-at-a-time';
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 1 }));
    const DeadLetterConfig = { TargetArn: 'arn:aws:sqs:eu-central-1:000000000000:letters' };
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, DeadLetterConfig }));
  });

  afterAll(() => account.stop());

  const send = (...details: { id: string; failures: number }[]) =>
    new EventBridgeClient(account.clientConfig).send(
      new PutEventsCommand({
        Entries: details.map((detail) => ({ Source: 'test', DetailType: 'Test', Detail: JSON.stringify(detail) })),
      }),
    );

  async function triesOf(id: string): Promise<number> {
    const { Items = [] } = await new DynamoDBClient(account.clientConfig).send(new ScanCommand({ TableName: 'tries' }));
    return Number(Items.find((item) => item.id?.S === id)?.tries?.N ?? 0);
  }

  test('is called once for each event, also for those that have to wait', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    await send(...ids.map((id) => ({ id, failures: 0 })));
    const tries = async () => (await Promise.all(ids.map(triesOf))).join();
    expect(await eventually(tries, '1,1,1,1,1')).toBe('1,1,1,1,1');
  });

  test('is tried again where it fails', async () => {
    await send({ id: 'again', failures: 2 });
    expect(await eventually(() => triesOf('again'), 3)).toBe(3);
  });

  test('is tried three times, and then the event is a dead letter', async () => {
    await send({ id: 'never', failures: 99 });
    const { Messages = [] } = await new SQSClient(account.clientConfig).send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, WaitTimeSeconds: 20 }),
    );
    expect(Messages[0]?.Body).toContain('never');
    expect(await triesOf('never')).toBe(3);
  });
});
