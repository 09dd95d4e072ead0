import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { AlarmBench, minutesBefore, NOON } from './fixtures/alarm-bench';
import { callJson } from './fixtures/raw-call';

const bench = AlarmBench.forTests();

describe('metrics out of log lines', () => {
  const putLog = async (message: string, timestamp = NOON.getTime() - 60_000) => {
    const names = { logGroupName: 'app', logStreamName: 'stream' };
    await callJson(bench.account, 'logs', 'Logs_20140328.PutLogEvents', {
      ...names,
      logEvents: [{ timestamp, message }],
    });
  };
  const sum = async (MetricName: string, dimensions: Record<string, string> = {}) => {
    const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
    const { MetricDataResults } = await bench.cloudWatch.send(
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
    await callJson(bench.account, 'logs', 'Logs_20140328.CreateLogGroup', { logGroupName: 'app' });
    await callJson(bench.account, 'logs', 'Logs_20140328.CreateLogStream', {
      logGroupName: 'app',
      logStreamName: 'stream',
    });
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
    await callJson(bench.account, 'logs', 'Logs_20140328.PutMetricFilter', filter);
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
    await callJson(bench.account, 'logs', 'Logs_20140328.PutMetricFilter', filter);
    await putLog('{"took":12.5}');
    await putLog('{"took":"long"}');
    expect(await sum('took')).toBe(12.5);
  });
});
