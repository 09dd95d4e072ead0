import {
  DescribeAlarmHistoryCommand,
  type PutMetricAlarmCommandInput,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateQueueCommand, PurgeQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AlarmBench, minutesBefore } from './fixtures/alarm-bench';
import { eventually } from './fixtures/eventually';
import { callJson } from './fixtures/raw-call';
import { Stacks } from './fixtures/stacks';
import { inlineFunction } from './fixtures/templates';

const bench = AlarmBench.forTests();

/** State of an alarm after points that breach (X), do not (0) or are missing (-), as in the tables of the AWS guide. */
async function judged(points: string, settings: Partial<PutMetricAlarmCommandInput>): Promise<string | undefined> {
  await bench.putMinutes(
    'errors',
    [...points].map((point) => ({ X: 99, 0: 0 })[point]),
  );
  await bench.putAlarm(settings);
  return bench.stateAtNoon();
}

describe('three out of three points', () => {
  test.each([
    ['0-X-X', 'missing', 'OK'],
    ['0XX-X', 'missing', 'ALARM'],
    ['----0', 'missing', 'OK'],
    ['----0', 'breaching', 'OK'],
    ['--X--', 'missing', 'ALARM'],
    ['--X--', 'breaching', 'ALARM'],
    ['--X--', 'notBreaching', 'OK'],
    ['--X--', 'ignore', 'INSUFFICIENT_DATA'],
    ['-----', 'missing', 'INSUFFICIENT_DATA'],
    ['-----', 'breaching', 'ALARM'],
    ['-----', 'notBreaching', 'OK'],
    ['-----', 'ignore', 'INSUFFICIENT_DATA'],
  ])('%s with missing data treated as %s is %s', async (points, TreatMissingData, state) => {
    expect(await judged(points, { TreatMissingData })).toBe(state);
  });
});

describe('two out of three points', () => {
  test.each([
    ['0-X-X', 'missing', 'ALARM'],
    ['00X0X', 'missing', 'ALARM'],
    ['00X00', 'missing', 'OK'],
    ['0-X--', 'missing', 'OK'],
    ['0-X--', 'breaching', 'ALARM'],
    ['----0', 'breaching', 'ALARM'],
    ['---X-', 'missing', 'ALARM'],
    ['---X-', 'notBreaching', 'OK'],
  ])('%s with missing data treated as %s is %s', async (points, TreatMissingData, state) => {
    expect(await judged(points, { TreatMissingData, DatapointsToAlarm: 2 })).toBe(state);
  });
});

test('only the metric with exactly the dimensions of the alarm counts', async () => {
  await bench.putMinutes('errors', [99, 99, 99], { Variant: 'shadow' });
  await bench.putMinutes('errors', [1, 1, 1], { Variant: 'primary' });
  await bench.putAlarm({ Dimensions: [{ Name: 'Variant', Value: 'primary' }] });
  await bench.putAlarm({ AlarmName: 'shadow', Dimensions: [{ Name: 'Variant', Value: 'shadow' }] });
  await bench.putAlarm({ AlarmName: 'none' });
  expect(await bench.stateAtNoon()).toBe('OK');
  expect(await bench.stateAtNoon('shadow')).toBe('ALARM');
  expect(await bench.stateAtNoon('none')).toBe('INSUFFICIENT_DATA');
});

test('a percentile alarm looks at the points of each period', async () => {
  const Values = Array.from({ length: 100 }, (_, index) => index);
  const Timestamp = minutesBefore(1);
  const MetricData = [{ MetricName: 'errors', Values, Timestamp }];
  await bench.cloudWatch.send(new PutMetricDataCommand({ Namespace: 'Test', MetricData }));
  const percentile = { Statistic: undefined, EvaluationPeriods: 1 };
  await bench.putAlarm({ ...percentile, ExtendedStatistic: 'p99', Threshold: 97 });
  await bench.putAlarm({ ...percentile, AlarmName: 'median', ExtendedStatistic: 'p50', Threshold: 97 });
  expect(await bench.stateAtNoon()).toBe('ALARM');
  expect(await bench.stateAtNoon('median')).toBe('OK');
});

test('the clock moves an alarm on through old traffic, and its history has the time of the traffic', async () => {
  await bench.putMinutes('errors', [0, 0, 99, 99, 0, 0]);
  await bench.putAlarm({ EvaluationPeriods: 1 });
  const states: (string | undefined)[] = [];
  for (const minutes of [4, 3, 2, 1, 0]) {
    await bench.account.setClock(minutesBefore(minutes));
    states.push((await bench.alarm())?.StateValue);
  }
  expect(states).toEqual(['OK', 'ALARM', 'ALARM', 'OK', 'OK']);
  expect((await bench.alarm())?.StateUpdatedTimestamp).toEqual(minutesBefore(1));
  const { AlarmHistoryItems = [] } = await bench.cloudWatch.send(
    new DescribeAlarmHistoryCommand({ AlarmName: 'alarm', HistoryItemType: 'StateUpdate' }),
  );
  expect(AlarmHistoryItems.map((item) => item.Timestamp)).toContainEqual(minutesBefore(3));
});

test('an alarm over metrics of this moment needs no clock', async () => {
  await bench.putAlarm({ EvaluationPeriods: 1 });
  const MetricData = [{ MetricName: 'errors', Value: 99 }];
  await bench.cloudWatch.send(new PutMetricDataCommand({ Namespace: 'Test', MetricData }));
  expect(await eventually(async () => (await bench.alarm())?.StateValue, 'ALARM')).toBe('ALARM');
});

describe('metrics that AWS services publish by themselves', () => {
  const soon = { EvaluationPeriods: 1, Threshold: 0, Statistic: 'Maximum' as const };

  test('raise an alarm on a queue that is not empty, and end it', async () => {
    const sqs = new SQSClient(bench.account.clientConfig);
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'dead-letters' }));
    await bench.putAlarm({
      ...soon,
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: 'dead-letters' }],
    });
    expect(await bench.stateAtNoon()).toBe('OK');
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'nobody could handle this' }));
    expect(await bench.stateAtNoon()).toBe('ALARM');
    await sqs.send(new PurgeQueueCommand({ QueueUrl }));
    expect(await bench.stateAtNoon()).toBe('OK');
  });

  test('raise an alarm on an execution that failed', async () => {
    const states = (operation: string, body: object) =>
      callJson(bench.account, 'states', `AWSStepFunctions.${operation}`, body);
    const definition = JSON.stringify({ StartAt: 'No', States: { No: { Type: 'Fail', Error: 'Refused' } } });
    const roleArn = 'arn:aws:iam::000000000000:role/machine';
    const { stateMachineArn } = await states('CreateStateMachine', { name: 'refuses', roleArn, definition });
    const Dimensions = [{ Name: 'StateMachineArn', Value: String(stateMachineArn) }];
    await bench.putAlarm({ ...soon, Namespace: 'AWS/States', MetricName: 'ExecutionsFailed', Dimensions });
    await states('StartExecution', { stateMachineArn });
    expect(await eventually(async () => (await bench.alarm())?.StateValue, 'ALARM')).toBe('ALARM');
  });

  test('raise an alarm on a function that failed', async () => {
    const { status } = await new Stacks(bench.account).create('function', {
      Resources: inlineFunction('Fails', 'exports.handler = async () => { throw new Error("no"); };'),
    });
    expect(status).toBe('CREATE_COMPLETE');
    const Dimensions = [{ Name: 'FunctionName', Value: 'Fails' }];
    await bench.putAlarm({ ...soon, Namespace: 'AWS/Lambda', MetricName: 'Errors', Dimensions });
    await new LambdaClient(bench.account.clientConfig).send(new InvokeCommand({ FunctionName: 'Fails' }));
    expect(await eventually(async () => (await bench.alarm())?.StateValue, 'ALARM')).toBe('ALARM');
  });
});
