import { type App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { DRIFT_MONITOR_SETTINGS } from '../../lib/contract';
import { ArtifactStore, EncryptionKeys } from '../../lib/foundation';
import { Baseline, CaptureLocation, DriftKind, DriftMonitor } from '../../lib/monitoring';
import { expectCompliant } from '../compliance/expect-compliant';
import { actionsOf, flat, identityStatements } from '../core/support';
import { endpoint, scene } from '../serving/endpoints';
import { baseline, baselineFile, monitor, watched } from './support';

const settingsOf = (template: Template, bundle: string) => {
  const functions = Object.values(template.findResources('AWS::Lambda::Function'));
  const found = functions.find((one) => one['Properties'].Environment?.Variables.POWERTOOLS_SERVICE_NAME === bundle);
  return JSON.parse(flat(found?.['Properties'].Environment.Variables[DRIFT_MONITOR_SETTINGS]));
};

const alarmsOn = (template: Template, metric: string) =>
  Object.values(template.findResources('AWS::CloudWatch::Alarm', { Properties: { MetricName: metric } })).map(
    ({ Properties }) => Properties,
  );

describe('with nothing but its required properties', () => {
  const parts = watched();
  const drift = monitor(parts);
  expectCompliant(parts.stack);
  const template = Template.fromStack(parts.stack);

  test('alarms at severity 1, 2 and 3, each until evidence closes it, and tells the alert topic of the store', () => {
    const alarms = alarmsOn(template, 'DriftSeverity');
    expect(alarms.map(({ Threshold }) => Threshold).sort()).toEqual([1, 2, 3]);
    for (const alarm of alarms) {
      expect(alarm).toMatchObject({
        Namespace: 'ProductionML',
        Statistic: 'Maximum',
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'ignore',
        Dimensions: [
          { Name: 'EndpointName', Value: 'flights' },
          { Name: 'VariantName', Value: 'champion' },
        ],
      });
      expect(alarm.AlarmActions).toHaveLength(1);
      expect(alarm.OKActions).toHaveLength(1);
    }
  });

  test('alarms NO DATA when a whole day brought no row or no figure at all', () => {
    const [alarm] = alarmsOn(template, 'DriftRows');
    expect(alarm).toMatchObject({
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      Period: 3600,
      EvaluationPeriods: 26,
      TreatMissingData: 'breaching',
    });
    expect(alarm?.AlarmDescription).toMatch(/^NO DATA/);
  });

  test('alarms INCOMPLETE below 90 % coverage', () => {
    const [alarm] = alarmsOn(template, 'DriftCoverage');
    expect(alarm).toMatchObject({ Threshold: 0.9, ComparisonOperator: 'LessThanThreshold', Statistic: 'Minimum' });
    expect(alarm?.AlarmDescription).toMatch(/^INCOMPLETE/);
  });

  test('every dead-letter queue has an alarm that tells somebody', () => {
    const alarms = alarmsOn(template, 'ApproximateNumberOfMessagesVisible');
    // Two functions, the queue of arrivals, the alert topic.
    expect(alarms).toHaveLength(4);
    for (const { AlarmActions } of alarms) expect(AlarmActions).toHaveLength(1);
  });

  test('judges each day at 00:20 UTC, by the clock of the schedule', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'cron(20 0 * * ? *)',
      Targets: [
        Match.objectLike({ InputTransformer: { InputPathsMap: { time: '$.time' }, InputTemplate: '{"now":<time>}' } }),
      ],
    });
  });

  test('brings capture objects of this endpoint and variant, whatever the configuration, to a queue', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { object: { key: [{ wildcard: 'capture/*/flights/champion/*.jsonl' }] } },
      },
    });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BatchSize: 10,
    });
    template.hasResourceProperties('AWS::SQS::Queue', {
      VisibilityTimeout: 1800,
      RedrivePolicy: { maxReceiveCount: 3 },
      KmsMasterKeyId: Match.anyValue(),
    });
  });

  test('lets EventBridge, of this account only, encrypt into the queue', () => {
    const statements = Object.values(template.findResources('AWS::KMS::Key')).flatMap(
      ({ Properties }) => Properties.KeyPolicy.Statement,
    );
    const ofEvents = statements.filter(({ Principal }) => Principal.Service === 'events.amazonaws.com');
    expect(ofEvents).toHaveLength(1);
    expect(ofEvents[0]).toMatchObject({ Condition: { StringEquals: { 'aws:SourceAccount': '111111111111' } } });
  });

  test('functions may read captures and this baseline only, and write nothing but what is theirs', () => {
    const writes = identityStatements(template).filter((one) => actionsOf(one).includes('s3:PutObject'));
    const places = writes.flatMap(({ Resource }) => [Resource].flat().map((one) => flat(one).replace(/^.*>/, '')));
    expect([...new Set(places)].sort()).toEqual([
      '/predictions/flights/*',
      '/reports/flights/*',
      '/sketches/flights/*',
    ]);
    const reads = identityStatements(template).filter((one) => actionsOf(one).includes('s3:GetObject'));
    const read = reads.flatMap(({ Resource }) => [Resource].flat().map(flat));
    expect(read.some((arn) => /\/capture\/\*$/.test(arn))).toBe(true);
    expect(read.filter((arn) => /cdk-.*assets/.test(arn)).every((arn) => arn.endsWith('.json'))).toBe(true);
  });

  test('only the evaluator may send metrics, and only into the namespace of this library', () => {
    const [put, ...others] = identityStatements(template).filter((one) =>
      actionsOf(one).includes('cloudwatch:PutMetricData'),
    );
    expect(others).toEqual([]);
    expect(put?.Condition).toEqual({ StringEquals: { 'cloudwatch:namespace': 'ProductionML' } });
  });

  test('the functions are told where things lie, and which baseline they must find', () => {
    for (const bundle of ['drift-sketch', 'drift-evaluate']) {
      expect(settingsOf(template, bundle)).toMatchObject({
        schemaVersion: 1,
        endpointName: 'flights',
        variantName: 'champion',
        baseline: { id: baseline.id },
        capture: { prefix: 'capture/', byConfiguration: true },
        samplingPercentage: 100,
        windowHours: 24,
        policy: {},
      });
    }
  });

  test('says where its reports lie', () => {
    expect(drift.reportsPrefix).toBe('reports/flights/champion/drift/');
  });
});

test('an endpoint of somebody else is listed: no rule, no queue, no function on arrival', () => {
  const parts = watched();
  monitor(parts, { capture: CaptureLocation.s3Uri('s3://their-bucket/datacapture') });
  expectCompliant(parts.stack);
  const template = Template.fromStack(parts.stack);
  template.resourceCountIs('AWS::Lambda::EventSourceMapping', 0);
  expect(settingsOf(template, 'drift-evaluate').capture).toEqual({
    bucket: 'their-bucket',
    prefix: 'datacapture/',
    byConfiguration: false,
  });
  const read = identityStatements(template).flatMap(({ Resource }) => [Resource].flat().map(flat));
  expect(read).toContain('arn:<AWS::Partition>:s3:::their-bucket/datacapture/*');
});

test('a window of an hour is judged every hour, and NO DATA comes after three', () => {
  const parts = watched();
  monitor(parts, { window: Duration.hours(1) });
  const template = Template.fromStack(parts.stack);
  template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'cron(20 0/1 * * ? *)' });
  expect(alarmsOn(template, 'DriftRows')[0]?.EvaluationPeriods).toBe(3);
});

test('thresholds, mutes and quiet days reach the evaluator as given, zero-like values included', () => {
  const parts = watched();
  monitor(parts, {
    thresholds: { psiWarning: 0.15 },
    featureThresholds: { delay: { wassersteinWarning: 0.2, wassersteinCritical: 0.5 } },
    minimumCoverage: 0.5,
    minimumRows: 1,
    quietUntil: '2026-12-24T00:00:00Z',
    modelVersion: '1.4.0',
    captureSamplingPercentage: 20,
    mutes: [
      { name: 'delay', kind: DriftKind.DATA_DRIFT, reason: 'storm', owner: 'ml', expiresAt: '2026-12-01T00:00:00Z' },
    ],
  });
  const template = Template.fromStack(parts.stack);
  expect(settingsOf(template, 'drift-evaluate')).toMatchObject({
    modelVersion: '1.4.0',
    samplingPercentage: 20,
    policy: {
      thresholds: { psi: { warning: 0.15 } },
      fieldThresholds: { delay: { wasserstein: { warning: 0.2, critical: 0.5 } } },
      minimumCoverage: 0.5,
      minimumRows: 1,
      quietUntil: '2026-12-24T00:00:00Z',
      mutes: [{ name: 'delay', family: 'DATA_DRIFT', reason: 'storm', owner: 'ml', expiresAt: '2026-12-01T00:00:00Z' }],
    },
  });
  expect(alarmsOn(template, 'DriftCoverage')[0]?.Threshold).toBe(0.5);
});

test("this library's own endpoint is watched by its first variant, in another stack than the store's too", () => {
  const { stack, store } = scene();
  const own = endpoint({ stack, store });
  const monitoring = new Stack(stack.node.root as App, 'Monitoring', {
    env: { account: stack.account, region: stack.region },
  });
  const drift = new DriftMonitor(monitoring, 'Drift', {
    endpoint: own,
    store,
    baseline: Baseline.fromFile(baselineFile),
  });
  expect(drift.variantName).toBe(own.defaultVariantName);
  expectCompliant(monitoring);
  expectCompliant(stack);
  // The bucket of the other stack is an import, so the settings are no literal JSON here.
  const functions = Template.fromStack(monitoring).findResources('AWS::Lambda::Function');
  const told = Object.values(functions).map((one) =>
    flat(one['Properties'].Environment.Variables[DRIFT_MONITOR_SETTINGS]),
  );
  expect(told).toHaveLength(2);
  for (const text of told) {
    expect(text).toContain(`"endpointName":"${own.endpointName}","variantName":"${own.defaultVariantName}"`);
  }
});

test('two monitors stand side by side, one a variant', () => {
  const parts = watched();
  monitor(parts);
  monitor(parts, { variantName: 'challenger' }, 'Challenger');
  expectCompliant(parts.stack);
});

test('a baseline in the artifact bucket is read by rights of the store, which admits the functions', () => {
  const parts = watched();
  monitor(parts, { baseline: Baseline.fromArtifactBucket('baselines/flights/3.json') });
  expectCompliant(parts.stack);
  const template = Template.fromStack(parts.stack);
  expect(settingsOf(template, 'drift-evaluate').baseline).toEqual({
    bucket: expect.stringContaining('Artifacts'),
    key: 'baselines/flights/3.json',
  });
  const read = identityStatements(template).flatMap(({ Resource }) => [Resource].flat().map(flat));
  expect(read.some((arn) => arn.endsWith('/baselines/flights/*'))).toBe(true);
});

test('a store without alerts: the alarms are there, and the checks say that nobody is told', () => {
  const { stack, endpoint } = watched();
  const store = new ArtifactStore(stack, 'Quiet', { keys: new EncryptionKeys(stack, 'QuietKeys') });
  monitor({ ...watched(), stack, endpoint, store });
  expect(() => expectCompliant(stack)).toThrow(/AlarmActions/);
});

test('metrics take options, onVerdict matches this monitor only, grantEvaluate names one function', () => {
  const parts = watched();
  const drift = monitor(parts);
  expect(drift.metricDriftSeverity({ period: Duration.hours(6) })).toMatchObject({
    metricName: 'DriftSeverity',
    period: Duration.hours(6),
  });
  expect(drift.metricDriftInvalidLines({ statistic: 'Sum' }).statistic).toBe('Sum');
  drift.onVerdict('Verdicts', { eventPattern: { detail: { verdict: ['CRITICAL'] } } });
  drift.grantEvaluate(new iam.Role(parts.stack, 'Backfill', { assumedBy: new iam.AccountRootPrincipal() }));
  const template = Template.fromStack(parts.stack);
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['cdk-production-ml'],
      'detail-type': ['Drift Verdict'],
      detail: { endpointName: ['flights'], variantName: ['champion'], verdict: ['CRITICAL'] },
    },
  });
  const invoke = identityStatements(template).find((one) => actionsOf(one).includes('lambda:InvokeFunction'));
  expect(flat(invoke?.Resource)).toMatch(/^<DriftEvaluate/);
});
