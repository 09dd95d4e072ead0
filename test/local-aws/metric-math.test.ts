import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { AlarmBench, minutesBefore, NOON } from './fixtures/alarm-bench';

const bench = AlarmBench.forTests();

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
    await bench.putMinutes('errors', [3]);
    await bench.putMinutes('calls', [10]);
    await bench.putAlarm(ratio(expression));
    expect(await bench.stateAtNoon()).toBe(state);
  });

  test('a metric that stays away is filled', async () => {
    await bench.putMinutes('calls', [10]);
    await bench.putAlarm(ratio('1 - FILL(errors, 0) / calls'));
    expect(await bench.stateAtNoon()).toBe('ALARM');
  });

  test('an expression that cannot be evaluated says so in the reason of the alarm', async () => {
    await bench.putMinutes('errors', [3]);
    await bench.putAlarm(ratio('ANOMALY_DETECTION_BAND(errors)'));
    await bench.stateAtNoon();
    expect((await bench.alarm())?.StateReason).toContain('ANOMALY_DETECTION_BAND is not supported');
  });

  test('GetMetricData evaluates expressions over the periods asked for', async () => {
    await bench.putMinutes('errors', [1, undefined, 3]);
    await bench.putMinutes('calls', [10, 10, 10]);
    const { MetricDataResults = [] } = await bench.cloudWatch.send(
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
