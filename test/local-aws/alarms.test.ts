import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { LocalAccount } from './account';
import { callJson } from './fixtures/raw-call';
import { Stacks } from './fixtures/stacks';
import { inlineFunction } from './fixtures/templates';

jest.setTimeout(60_000);

/** A morning of the replayed spring. */
const NOON = new Date('2001-04-02T12:00:00Z');
const minutesBefore = (minutes: number) => new Date(NOON.getTime() - minutes * 60_000);

let account: LocalAccount;
let cloudWatch: CloudWatchClient;

beforeAll(async () => {
  account = await LocalAccount.start();
  cloudWatch = new CloudWatchClient(account.clientConfig);
});
afterAll(() => account?.stop());
beforeEach(() => account.reset());

/** Puts one point a minute, in its middle, the last one in the minute before noon; undefined leaves a minute out. */
async function putMinutes(metric: string, values: (number | undefined)[], dimensions: Record<string, string> = {}) {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const MetricData = values.flatMap((Value, index) =>
    Value === undefined
      ? []
      : [{ MetricName: metric, Value, Dimensions, Timestamp: minutesBefore(values.length - index - 0.5) }],
  );
  if (MetricData.length > 0) await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'Test', MetricData }));
}

const putAlarm = (settings: Partial<PutMetricAlarmCommandInput> = {}) =>
  cloudWatch.send(
    new PutMetricAlarmCommand({
      AlarmName: 'alarm',
      ...(settings.Metrics ? {} : { Namespace: 'Test', MetricName: 'errors', Statistic: 'Maximum', Period: 60 }),
      EvaluationPeriods: 3,
      Threshold: 10,
      ComparisonOperator: 'GreaterThanThreshold',
      ...settings,
    }),
  );

async function stateOf(name = 'alarm') {
  const { MetricAlarms = [], CompositeAlarms = [] } = await cloudWatch.send(
    new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
  );
  return [...MetricAlarms, ...CompositeAlarms][0];
}

const stateAtNoon = async (name = 'alarm') => {
  await account.setClock(NOON);
  return (await stateOf(name))?.StateValue;
};

/** State of an alarm after points that breach (X), do not (0) or are missing (-), as in the tables of the AWS guide. */
async function judged(points: string, settings: Partial<PutMetricAlarmCommandInput>): Promise<string | undefined> {
  await putMinutes(
    'errors',
    [...points].map((point) => ({ X: 99, 0: 0 })[point]),
  );
  await putAlarm(settings);
  return stateAtNoon();
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
  await putMinutes('errors', [99, 99, 99], { Variant: 'shadow' });
  await putMinutes('errors', [1, 1, 1], { Variant: 'primary' });
  await putAlarm({ Dimensions: [{ Name: 'Variant', Value: 'primary' }] });
  await putAlarm({ AlarmName: 'shadow', Dimensions: [{ Name: 'Variant', Value: 'shadow' }] });
  await putAlarm({ AlarmName: 'none' });
  expect(await stateAtNoon()).toBe('OK');
  expect(await stateAtNoon('shadow')).toBe('ALARM');
  expect(await stateAtNoon('none')).toBe('INSUFFICIENT_DATA');
});

test('a percentile alarm looks at the points of each period', async () => {
  const Values = Array.from({ length: 100 }, (_, index) => index);
  const Timestamp = minutesBefore(1);
  const MetricData = [{ MetricName: 'errors', Values, Timestamp }];
  await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'Test', MetricData }));
  const percentile = { Statistic: undefined, EvaluationPeriods: 1 };
  await putAlarm({ ...percentile, ExtendedStatistic: 'p99', Threshold: 97 });
  await putAlarm({ ...percentile, AlarmName: 'median', ExtendedStatistic: 'p50', Threshold: 97 });
  expect(await stateAtNoon()).toBe('ALARM');
  expect(await stateAtNoon('median')).toBe('OK');
});

describe('metric math', () => {
  const stat = (Id: string, MetricName: string) => ({
    Id,
    ReturnData: false,
    MetricStat: { Metric: { Namespace: 'Test', MetricName }, Period: 60, Stat: 'Sum' },
  });
  const ratio = (Expression: string) => ({
    Metrics: [stat('errors', 'errors'), stat('calls', 'calls'), { Id: 'ratio', Expression, ReturnData: true }],
    EvaluationPeriods: 1,
    Threshold: 0.5,
  });

  test.each([
    ['errors / calls', 'OK'],
    ['errors / calls > 0.2', 'ALARM'],
    ['100 * errors / calls', 'ALARM'],
    ['IF(calls > 10, errors / calls, 0)', 'OK'],
    ['IF(calls >= 10 AND errors < 5, 1, 0)', 'ALARM'],
    ['FILL(nothing_there, 1)', 'INSUFFICIENT_DATA'],
    ['(errors + 3) / -calls', 'OK'],
    ['SUM([errors, calls]) - 13', 'OK'],
    ['MAX([errors, calls]) ^ 2 / 100', 'ALARM'],
    ['SUM(METRICS()) / 13', 'ALARM'],
    ['errors / (calls - 10)', 'INSUFFICIENT_DATA'],
    ['__import__("os")', 'INSUFFICIENT_DATA'],
    ['errors +', 'INSUFFICIENT_DATA'],
    ['ratio + 1', 'INSUFFICIENT_DATA'],
  ])('%s', async (expression, state) => {
    await putMinutes('errors', [3]);
    await putMinutes('calls', [10]);
    await putAlarm(ratio(expression));
    expect(await stateAtNoon()).toBe(state);
  });

  test('a metric that stays away is filled', async () => {
    await putMinutes('calls', [10]);
    await putAlarm(ratio('1 - FILL(errors, 0) / calls'));
    expect(await stateAtNoon()).toBe('ALARM');
  });

  test('an expression that cannot be evaluated says so in the reason of the alarm', async () => {
    await putMinutes('errors', [3]);
    await putAlarm(ratio('ANOMALY_DETECTION_BAND(errors)'));
    await stateAtNoon();
    expect((await stateOf())?.StateReason).toContain('ANOMALY_DETECTION_BAND is not supported');
  });

  test('GetMetricData evaluates expressions over the periods asked for', async () => {
    await putMinutes('errors', [1, undefined, 3]);
    await putMinutes('calls', [10, 10, 10]);
    const { MetricDataResults = [] } = await cloudWatch.send(
      new GetMetricDataCommand({
        StartTime: minutesBefore(3),
        EndTime: NOON,
        ScanBy: 'TimestampAscending',
        MetricDataQueries: [
          stat('errors', 'errors'),
          stat('calls', 'calls'),
          { Id: 'ratio', Expression: 'errors / calls', ReturnData: true },
          { Id: 'filled', Expression: 'FILL(errors, 0)', ReturnData: true },
        ],
      }),
    );
    expect(MetricDataResults.map(({ Id, Values }) => [Id, Values])).toEqual([
      ['ratio', [0.1, 0.3]],
      ['filled', [1, 0, 3]],
    ]);
    expect(MetricDataResults[0]?.Timestamps).toEqual([minutesBefore(3), minutesBefore(1)]);
  });
});

test('the clock moves an alarm on through old traffic, and its history has the time of the traffic', async () => {
  await putMinutes('errors', [0, 0, 99, 99, 0, 0]);
  await putAlarm({ EvaluationPeriods: 1 });
  const states: (string | undefined)[] = [];
  for (const minutes of [4, 3, 2, 1, 0]) {
    await account.setClock(minutesBefore(minutes));
    states.push((await stateOf())?.StateValue);
  }
  expect(states).toEqual(['OK', 'ALARM', 'ALARM', 'OK', 'OK']);
  expect((await stateOf())?.StateUpdatedTimestamp).toEqual(minutesBefore(1));
  const { AlarmHistoryItems = [] } = await cloudWatch.send(
    new DescribeAlarmHistoryCommand({ AlarmName: 'alarm', HistoryItemType: 'StateUpdate' }),
  );
  expect(AlarmHistoryItems.map((item) => item.Timestamp)).toContainEqual(minutesBefore(3));
});

test('an alarm over metrics of this moment needs no clock', async () => {
  await putAlarm({ EvaluationPeriods: 1 });
  const MetricData = [{ MetricName: 'errors', Value: 99 }];
  await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'Test', MetricData }));
  expect(await eventually(async () => (await stateOf())?.StateValue, 'ALARM')).toBe('ALARM');
});

describe('a change of state', () => {
  let sqs: SQSClient;
  let topic: string;
  let functionArn: string;

  beforeEach(async () => {
    sqs = new SQSClient(account.clientConfig);
    const queue = (name: string) => ({ Type: 'AWS::SQS::Queue', Properties: { QueueName: name } });
    const arn = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });
    const code = `exports.handler = async (event) => console.log('SEEN ' + JSON.stringify(event));`;
    const { outputs, status } = await new Stacks(account).create('receivers', {
      Resources: {
        Notified: queue('notified'),
        Events: queue('events'),
        Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
        Subscription: {
          Type: 'AWS::SNS::Subscription',
          Properties: {
            TopicArn: { Ref: 'Topic' },
            Protocol: 'sqs',
            Endpoint: arn('Notified'),
            RawMessageDelivery: true,
          },
        },
        Rule: {
          Type: 'AWS::Events::Rule',
          Properties: {
            EventPattern: { source: ['aws.cloudwatch'], 'detail-type': ['CloudWatch Alarm State Change'] },
            Targets: [{ Id: 'queue', Arn: arn('Events') }],
          },
        },
        ...inlineFunction('Receiver', code),
      },
      Outputs: { Topic: { Value: { Ref: 'Topic' } }, Function: { Value: arn('Receiver') } },
    });
    expect(status).toBe('CREATE_COMPLETE');
    topic = outputs.Topic ?? '';
    functionArn = outputs.Function ?? '';
  });

  const receive = async (queue: string) => {
    const QueueUrl = `${account.url}/000000000000/${queue}`;
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }));
    for (const { ReceiptHandle } of Messages) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    return JSON.parse(Messages[0]?.Body ?? 'null');
  };

  test('notifies the topic, calls the function and is an event, all in the time of the traffic', async () => {
    await putMinutes('errors', [99]);
    await account.setClock(minutesBefore(60));
    await putAlarm({ EvaluationPeriods: 1, AlarmActions: [topic, functionArn] });
    await account.setClock(NOON);
    expect(await receive('notified')).toMatchObject({
      AlarmName: 'alarm',
      NewStateValue: 'ALARM',
      StateChangeTime: expect.stringContaining('2001-04-02T12:00:00'),
    });
    const event = await receive('events');
    expect(event).toMatchObject({
      source: 'aws.cloudwatch',
      resources: ['arn:aws:cloudwatch:eu-central-1:000000000000:alarm:alarm'],
      detail: {
        alarmName: 'alarm',
        state: { value: 'ALARM', timestamp: '2001-04-02T12:00:00.000+0000' },
        previousState: { value: 'INSUFFICIENT_DATA' },
        configuration: { metrics: [{ metricStat: { metric: { namespace: 'Test', name: 'errors' }, period: 60 } }] },
      },
    });
    const seen = await eventually(async () =>
      (await logLines('/aws/lambda/Receiver')).find((line) => line.includes('SEEN')),
    );
    expect(seen).toContain('"alarmData":{"alarmName":"alarm","state":{"value":"ALARM"');
  });

  test('with actions switched off is an event only', async () => {
    await putMinutes('errors', [99]);
    await putAlarm({ EvaluationPeriods: 1, AlarmActions: [functionArn], ActionsEnabled: false });
    await account.setClock(NOON);
    expect(await receive('events')).toMatchObject({ detail: { state: { value: 'ALARM' } } });
    expect(await logLines('/aws/lambda/Receiver')).toEqual([]);
  });

  test('moves the composite alarm above it', async () => {
    await putMinutes('errors', [99]);
    await putAlarm({ EvaluationPeriods: 1 });
    await putAlarm({ AlarmName: 'calm', MetricName: 'calls', EvaluationPeriods: 1, TreatMissingData: 'notBreaching' });
    const rule = 'ALARM("alarm") AND OK("calm")';
    await cloudWatch.send(new PutCompositeAlarmCommand({ AlarmName: 'both', AlarmRule: rule, AlarmActions: [topic] }));
    expect(await stateAtNoon('both')).toBe('ALARM');
    expect(await receive('notified')).toMatchObject({ AlarmName: 'both', NewStateValue: 'ALARM' });
  });
});

describe('metrics out of log lines', () => {
  const putLog = async (message: string, timestamp = NOON.getTime() - 60_000) => {
    const names = { logGroupName: 'app', logStreamName: 'stream' };
    await callJson(account, 'logs', 'Logs_20140328.PutLogEvents', { ...names, logEvents: [{ timestamp, message }] });
  };
  const sum = async (MetricName: string, dimensions: Record<string, string> = {}) => {
    const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
    const { MetricDataResults } = await cloudWatch.send(
      new GetMetricDataCommand({
        StartTime: minutesBefore(10),
        EndTime: NOON,
        MetricDataQueries: [
          {
            Id: 'sum',
            MetricStat: { Metric: { Namespace: 'App', MetricName, Dimensions }, Period: 600, Stat: 'Sum' },
          },
        ],
      }),
    );
    return MetricDataResults?.[0]?.Values?.[0];
  };
  const embedded = {
    _aws: {
      Timestamp: NOON.getTime() - 60_000,
      CloudWatchMetrics: [
        {
          Namespace: 'App',
          Dimensions: [['model'], []],
          Metrics: [{ Name: 'rows', Unit: 'Count' }, { Name: 'absent' }],
        },
      ],
    },
    model: 'flights',
    rows: [3, 4],
  };

  beforeEach(async () => {
    await callJson(account, 'logs', 'Logs_20140328.CreateLogGroup', { logGroupName: 'app' });
    await callJson(account, 'logs', 'Logs_20140328.CreateLogStream', { logGroupName: 'app', logStreamName: 'stream' });
  });

  test('the embedded metric format, for every set of dimensions and at its own time', async () => {
    await putLog(`2001-04-02T11:59:00.000Z\tid\tINFO\t${JSON.stringify(embedded)}`, Date.now());
    expect(await sum('rows', { model: 'flights' })).toBe(7);
    expect(await sum('absent')).toBeUndefined();
  });

  test.each([
    ['ERROR', 'ERROR at once', true],
    ['ERROR', 'all is well', false],
    ['{ $.level = "error" }', '{"level":"error"}', true],
    ['{ $.level = "err*" && $.took > 100 }', '{"level":"error","took":120}', true],
    ['{ $.level = "error" && $.took > 100 }', '{"level":"error","took":20}', false],
    ['{ ($.level = "warn" || $.level = "error") && $.retry IS FALSE }', '{"level":"error","retry":false}', true],
    ['{ $.who.name NOT EXISTS }', '{"who":{}}', true],
    ['{ $.level = "error" }', 'no json at all', false],
  ])('the filter %s on %s', async (filterPattern, line, counted) => {
    const metricTransformations = [{ metricNamespace: 'App', metricName: 'found', metricValue: '2' }];
    const filter = { logGroupName: 'app', filterName: 'filter', filterPattern, metricTransformations };
    await callJson(account, 'logs', 'Logs_20140328.PutMetricFilter', filter);
    await putLog(line);
    expect(await sum('found')).toBe(counted ? 2 : undefined);
  });

  test('a filter takes the value out of the line', async () => {
    const metricTransformations = [{ metricNamespace: 'App', metricName: 'took', metricValue: '$.took' }];
    const filter = {
      logGroupName: 'app',
      filterName: 'filter',
      filterPattern: '{ $.took > 0 }',
      metricTransformations,
    };
    await callJson(account, 'logs', 'Logs_20140328.PutMetricFilter', filter);
    await putLog('{"took":12.5}');
    await putLog('{"took":"long"}');
    expect(await sum('took')).toBe(12.5);
  });
});

async function logLines(logGroupName: string): Promise<string[]> {
  const answer = await callJson(account, 'logs', 'Logs_20140328.FilterLogEvents', { logGroupName }).catch(() => ({}));
  return ((answer as { events?: { message: string }[] }).events ?? []).map((event) => event.message);
}

/** The value once it is there (or is the wanted one), or the last one after ten seconds. */
async function eventually<T>(read: () => Promise<T>, wanted?: T): Promise<T> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const value = await read();
    if (wanted === undefined ? value !== undefined : value === wanted) return value;
    if (Date.now() > deadline) return value;
    await sleep(50);
  }
}
