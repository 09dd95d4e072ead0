import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { ArtifactStore } from '../../lib/foundation';
import { type EndpointChanges, endpoint, modelVersion, only, refusalOf, scene, templateOf } from './endpoints';

const ALARM = 'AWS::CloudWatch::Alarm';

// biome-ignore lint/suspicious/noExplicitAny: properties of any alarm
function alarmsOf(changes: EndpointChanges): any[] {
  const here = scene();
  endpoint(here, { endpointName: 'flights', ...changes });
  const all = Object.values(templateOf(here.stack).findResources(ALARM)).map((alarm) => alarm['Properties']);
  return all.filter(({ Namespace }) => Namespace === 'AWS/SageMaker');
}

const several = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ model: modelVersion(), variantName: `v${index}` }));

describe('the alarms that bring the old configuration back', () => {
  test('watch errors of service and model as shares of the requests', () => {
    const figures = alarmsOf({}).map(({ MetricName, Statistic, Threshold }) => [MetricName, Statistic, Threshold]);
    expect(figures).toEqual([
      ['Invocation5XXErrors', 'Average', 0.01],
      ['InvocationModelErrors', 'Average', 0.05],
    ]);
  });

  test('watch latency in microseconds, as SageMaker measures it', () => {
    const [, , latency] = alarmsOf({ rollback: { p99Latency: Duration.millis(250) } });
    expect(latency).toMatchObject({ MetricName: 'ModelLatency', ExtendedStatistic: 'p99', Threshold: 250_000 });
  });

  test('watch the fleet of the new configuration only, so that a failing old one cannot stop its own repair', () => {
    for (const alarm of alarmsOf({})) {
      const dimensions = Object.fromEntries(
        alarm.Dimensions.map((each: { Name: string; Value: unknown }) => [each.Name, each.Value]),
      );
      expect(dimensions).toEqual({
        EndpointName: 'flights',
        VariantName: 'champion',
        EndpointConfigName: { 'Fn::GetAtt': [expect.stringMatching(/^EndpointConfig/), 'EndpointConfigName'] },
      });
    }
  });

  test('are quiet without traffic, and not for a single bad minute', () => {
    for (const alarm of alarmsOf({})) {
      expect(alarm).toMatchObject({
        TreatMissingData: 'notBreaching',
        EvaluationPeriods: 3,
        DatapointsToAlarm: 2,
        Period: 60,
      });
    }
  });

  test('tell the alert topic of the store when they go off and when it is over', () => {
    for (const alarm of alarmsOf({})) {
      expect(alarm.AlarmActions).toHaveLength(1);
      expect(alarm.OKActions).toEqual(alarm.AlarmActions);
    }
  });

  test('exist without anybody to tell: the deployment itself acts on them', () => {
    const here = scene();
    const store = new ArtifactStore(here.stack, 'Quiet');
    endpoint({ ...here, store });
    const alarms = Object.values(templateOf(here.stack).findResources(ALARM)).map((alarm) => alarm['Properties']);
    expect(alarms.filter(({ Namespace, AlarmActions }) => Namespace === 'AWS/SageMaker' && AlarmActions)).toEqual([]);
  });

  test('are made for each production variant and for no shadow', () => {
    expect(alarmsOf({ productionVariants: several(3) })).toHaveLength(6);
    expect(alarmsOf({ shadowVariant: { model: modelVersion() } })).toHaveLength(2);
  });

  test('are there before the endpoint, and so is the right to look at them', () => {
    const here = scene();
    endpoint(here);
    const template = templateOf(here.stack);
    const [resource] = Object.values(template.findResources('AWS::SageMaker::Endpoint'));
    expect(resource?.['DependsOn']).toEqual(
      expect.arrayContaining([expect.stringMatching(/ServerErrors/), expect.stringMatching(/RollbackPolicy/)]),
    );
  });

  test('stand beside alarms of the user', () => {
    const here = scene();
    const metric = new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Refunds' });
    const refunds = new cloudwatch.Alarm(here.stack, 'Refunds', { metric, threshold: 5, evaluationPeriods: 1 });
    endpoint(here, { rollbackAlarms: [refunds] });
    const template = templateOf(here.stack);
    const { Alarms } = only(template, 'AWS::SageMaker::Endpoint').DeploymentConfig.AutoRollbackConfiguration;
    expect(Alarms).toContainEqual({ AlarmName: { Ref: 'Refunds5C942FA9' } });
    expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).toContain('Refunds5C942FA9');
  });

  test('may watch this endpoint’s own metrics without a cycle', () => {
    const here = scene();
    const watched = new cloudwatch.Alarm(here.stack, 'Watched', {
      metric: new cloudwatch.Metric({
        namespace: 'AWS/SageMaker',
        metricName: 'X',
        dimensionsMap: { EndpointName: 'flights' },
      }),
      threshold: 1,
      evaluationPeriods: 1,
    });
    endpoint(here, { endpointName: 'flights', rollbackAlarms: [watched] });
    expect(() => templateOf(here.stack)).not.toThrow();
  });
});

describe('alarms that SageMaker would refuse are refused at synth', () => {
  const many = (here: ReturnType<typeof scene>, count: number) =>
    Array.from({ length: count }, (_, index) =>
      cloudwatch.Alarm.fromAlarmArn(
        here.stack,
        `Alarm${index}`,
        `arn:aws:cloudwatch:eu-central-1:123456789012:alarm:a${index}`,
      ),
    );

  test('more than ten in all', () => {
    const here = scene();
    expect(refusalOf(() => endpoint(here, { rollbackAlarms: many(here, 9) }))).toMatch(
      /rollbackAlarms.*2 alarms.*9 of your own.*at most 10/,
    );
    expect(
      refusalOf(() =>
        endpoint(scene(), { productionVariants: several(4), rollback: { p99Latency: Duration.seconds(1) } }),
      ),
    ).toContain('12 alarms');
  });

  test('exactly ten are fine', () => {
    const here = scene();
    expect(() => endpoint(here, { rollbackAlarms: many(here, 8) })).not.toThrow();
  });

  test.each([
    ['rollback.serverErrorPercent', { serverErrorPercent: 0 }],
    ['rollback.serverErrorPercent', { serverErrorPercent: 101 }],
    ['rollback.modelErrorPercent', { modelErrorPercent: Number.NaN }],
    ['rollback.modelErrorPercent', { modelErrorPercent: -1 }],
    ['rollback.p99Latency', { p99Latency: Duration.seconds(0) }],
    ['rollback.p99Latency', { p99Latency: Duration.seconds(61) }],
  ])('%s of %j', (prop, rollback) => {
    expect(refusalOf(() => endpoint(scene(), { rollback }))).toContain(prop);
  });
});
