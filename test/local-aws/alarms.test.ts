import {
  DescribeAlarmHistoryCommand,
  type PutMetricAlarmCommandInput,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { LocalAccount } from './account';
import { AlarmBench, eventually, minutesBefore } from './fixtures/alarm-bench';

jest.setTimeout(60_000);

let account: LocalAccount;
let bench: AlarmBench;

beforeAll(async () => {
  account = await LocalAccount.start();
  bench = new AlarmBench(account);
});
afterAll(() => account?.stop());
beforeEach(() => account.reset());

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
    await account.setClock(minutesBefore(minutes));
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
