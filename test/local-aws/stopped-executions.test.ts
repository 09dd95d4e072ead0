import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { LocalAccount } from './account';
import { eventually } from './fixtures/eventually';

jest.setTimeout(60_000);

let account: LocalAccount;
let states: SFNClient;
let machine: string;

/** It goes from First to Again three times, and then to its end. */
const DEFINITION = {
  QueryLanguage: 'JSONata',
  StartAt: 'First',
  States: {
    First: { Type: 'Pass', Assign: { count: 0 }, Next: 'Again' },
    Again: { Type: 'Pass', Assign: { count: '{% $count + 1 %}' }, Next: 'Enough' },
    Enough: { Type: 'Choice', Choices: [{ Condition: '{% $count = 3 %}', Next: 'Pause' }], Default: 'Again' },
    Pause: { Type: 'Wait', Seconds: 60, Next: 'Refused' },
    Refused: { Type: 'Fail', Error: 'NoMore' },
  },
};

beforeAll(async () => {
  account = await LocalAccount.start();
  states = new SFNClient(account.clientConfig);
});
afterAll(() => account?.stop());

beforeEach(async () => {
  await account.reset();
  const roleArn = 'arn:aws:iam::000000000000:role/machine';
  const definition = JSON.stringify(DEFINITION);
  const made = await states.send(new CreateStateMachineCommand({ name: 'counting', roleArn, definition }));
  machine = made.stateMachineArn ?? '';
});

/** Runs one execution to its end. @returns how it ended, and the states that it came to */
async function run() {
  const { executionArn } = await states.send(new StartExecutionCommand({ stateMachineArn: machine }));
  const status = async () => (await states.send(new DescribeExecutionCommand({ executionArn }))).status;
  await eventually(async () => (await status()) !== 'RUNNING', true);
  const { events = [] } = await states.send(new GetExecutionHistoryCommand({ executionArn }));
  const entered = events.flatMap(({ stateEnteredEventDetails: entry }) => entry?.name ?? []);
  const left = events.flatMap(({ stateExitedEventDetails: exit }) => exit?.name ?? []);
  return { executionArn, status: await status(), entered, left };
}

test('an execution is stopped as it enters a state, which is then not done', async () => {
  await account.stopExecutionAt(machine, 'Again', 'enter');
  expect(await run()).toMatchObject({ status: 'ABORTED', entered: ['First', 'Again'], left: ['First'] });
});

test('or as it leaves a state, after which nothing follows', async () => {
  await account.stopExecutionAt(machine, 'Again', 'leave');
  expect(await run()).toMatchObject({ status: 'ABORTED', entered: ['First', 'Again'], left: ['First', 'Again'] });
});

test('or at a later visit, and only one execution is', async () => {
  await account.scaleWaits(0);
  await account.stopExecutionAt(machine, 'Again', 'enter', 3);
  expect(await account.pendingStops()).toEqual(['enter Again, visit 3, was never met']);
  const { status, entered } = await run();
  expect([status, entered.filter((name) => name === 'Again').length]).toEqual(['ABORTED', 3]);
  expect(await run()).toMatchObject({ status: 'FAILED' });
  expect(await account.pendingStops()).toEqual([]);
});

test('its death is told on the bus', async () => {
  const sqs = new SQSClient(account.clientConfig);
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'deaths' }));
  const events = new EventBridgeClient(account.clientConfig);
  const EventPattern = JSON.stringify({ source: ['aws.states'], detail: { status: ['ABORTED'] } });
  await events.send(new PutRuleCommand({ Name: 'deaths', EventPattern }));
  const Arn = 'arn:aws:sqs:eu-central-1:000000000000:deaths';
  await events.send(new PutTargetsCommand({ Rule: 'deaths', Targets: [{ Id: 'queue', Arn }] }));
  await account.stopExecutionAt(machine, 'First', 'enter');
  const { executionArn } = await run();
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
  expect(Messages.map(({ Body }) => JSON.parse(Body ?? '{}').detail.executionArn)).toEqual([executionArn]);
});

test('waits are as short as asked for', async () => {
  await account.scaleWaits(0.001);
  const started = Date.now();
  expect(await run()).toMatchObject({ status: 'FAILED' });
  expect(Date.now() - started).toBeLessThan(20_000);
});

test('what can never be met is refused, with what is wrong', async () => {
  await expect(account.stopExecutionAt(`${machine}s`, 'Again', 'enter')).rejects.toThrow('There is no state machine');
  await expect(account.stopExecutionAt(machine, 'Agian', 'enter')).rejects.toThrow(/no state Agian.*First, Again/);
  await expect(account.stopExecutionAt(machine, 'Again', 'enter', 0)).rejects.toThrow('visit is 0');
  await expect(account.stopExecutionAt(machine, 'Refused', 'leave')).rejects.toThrow('never left');
  await expect(account.scaleWaits(2)).rejects.toThrow('factor is 2');
});
