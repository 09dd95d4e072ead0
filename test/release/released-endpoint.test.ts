import { Duration, Stack, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { RELEASE_SETTINGS, RELEASE_WATCH } from '../../lib/contract';
import { ComplianceProfile } from '../../lib/core';
import { Fallback, WaitFor } from '../../lib/release';
import { DeploymentPolicy } from '../../lib/serving';
import { complianceFindings, expectCompliant } from '../compliance/expect-compliant';
import { flat } from '../core/support';
import { modelVersion, type Scene, scene } from '../serving/endpoints';
import {
  alarmNamed,
  declarationOf,
  functionOf,
  type Json,
  type ReleasedChanges,
  released,
  resourceOf,
} from './support';

const CUSTOM = 'Custom::ReleasedEndpoint';
const scaling = { minInstances: 2, maxInstances: 6, targetInvocationsPerInstance: 100 };

describe('with nothing but its required properties', () => {
  const here = scene();
  const endpoint = released(here);
  expectCompliant(here.stack);
  const template = Template.fromStack(here.stack);
  const custom = resourceOf(template, CUSTOM);

  test('declares models and configuration as native resources, and leaves the endpoint to its machine', () => {
    template.resourceCountIs('AWS::SageMaker::Endpoint', 0);
    template.resourceCountIs('AWS::SageMaker::Model', 1);
    template.hasResourceProperties('AWS::SageMaker::EndpointConfig', {
      ProductionVariants: [Match.objectLike({ VariantName: 'champion', InitialInstanceCount: 2 })],
      DataCaptureConfig: Match.objectLike({ EnableCapture: true }),
    });
  });

  test('asks the machine for what it declares, as text that keeps its numbers', () => {
    const declaration = declarationOf(template);
    expect(declaration).toMatchObject({
      manifests: {
        champion: {
          name: 'flight-delay',
          version: '1.0.0',
          artifact: {
            uri: expect.stringMatching(
              /^s3:\/\/<StoreArtifacts\w+>\/models\/flight-delay\/1\.0\.0\/a{64}\/model\.tar\.gz$/,
            ),
            sha256: 'a'.repeat(64),
          },
        },
      },
      deployment: { BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: { Type: 'CANARY' } } },
      fallback: 'none',
      scaling: {},
      probes: [],
      adoptExisting: false,
      approval: 'ANOTHER_PRINCIPAL',
    });
    expect(declaration.endpointConfigName).toMatch(/^<EndpointConfig\w+,EndpointConfigName>$/);
    expect(declaration.rollback.map(({ id, threshold }: Json) => [id, threshold])).toEqual([
      ['ServerErrors', 0.01],
      ['ModelErrors', 0.05],
    ]);
    expect(declaration.deployment.alarmNames).toHaveLength(1);
  });

  test('shows its guardrails where SageMaker shows its own, so that checks and people read both alike', () => {
    expect(custom.Properties).toMatchObject({
      EndpointName: 'flights',
      DeploymentConfig: {
        AutoRollbackConfiguration: { Alarms: [{ AlarmName: { Ref: expect.stringMatching(/AbortAlarm/) } }] },
        BlueGreenUpdatePolicy: {
          TrafficRoutingConfiguration: { Type: 'CANARY', CanarySize: { Type: 'INSTANCE_COUNT' } },
        },
      },
      WaitFor: 'LIVE',
      ServiceTimeout: '3600',
    });
    expect(custom.Properties.Scaling).toBeUndefined();
    expect(flat(custom.Properties.StateMachineArn)).toMatch(
      /:states:eu-central-1:123456789012:stateMachine:flights-release$/,
    );
  });

  test('changes last: after everything else that this construct brings', () => {
    const own = Object.keys(template.toJSON().Resources).filter(
      (id) => id.startsWith('Endpoint') && !id.startsWith('EndpointArtifact') && id !== 'Endpoint',
    );
    const missing = own.filter(
      (id) => !custom.DependsOn.includes(id) && template.toJSON().Resources[id].Type !== CUSTOM,
    );
    expect(missing).toEqual([]);
    expect(custom.DependsOn).toEqual(expect.arrayContaining([expect.stringMatching(/^StoreArtifactsPolicy/)]));
  });

  test('nothing depends on it, so that nothing is made after it', () => {
    const resources: Record<string, Json> = template.toJSON().Resources;
    const id = Object.keys(resources).find((each) => resources[each].Type === CUSTOM) as string;
    const dependents = Object.entries(resources).filter(([, resource]) => JSON.stringify(resource).includes(`"${id}"`));
    expect(dependents).toEqual([]);
  });

  test('makes the rollback alarms of each release at run time, and only the abort alarm in the template', () => {
    expect(alarmNamed(template, 'flights-release-abort')).toMatchObject({
      Namespace: 'ProductionML',
      MetricName: 'ReleaseAbort',
      Dimensions: [{ Name: 'EndpointName', Value: 'flights' }],
      Period: 10,
      EvaluationPeriods: 6,
      DatapointsToAlarm: 1,
      Threshold: 1,
      TreatMissingData: 'notBreaching',
    });
    template.resourcePropertiesCountIs('AWS::CloudWatch::Alarm', { Namespace: 'AWS/SageMaker' }, 0);
  });

  test.each(['flights-release-difference', 'flights-rollback-unready', 'flights-release-failed'])(
    '%s tells the alert topic of the store',
    (name) => {
      const alarm = alarmNamed(template, name);
      expect(alarm.AlarmActions).toHaveLength(1);
      expect(alarm.OKActions).toHaveLength(1);
      expect(alarm.AlarmDescription).toMatch(/flights/);
    },
  );

  test('tells of failed changes by what the function that watches makes of them, and by deaths that Step Functions counts', () => {
    const { Metrics } = alarmNamed(template, 'flights-release-failed');
    const names = Metrics.flatMap(({ MetricStat }: Json) => MetricStat?.Metric.MetricName ?? []);
    expect(names.sort()).toEqual(['ExecutionsAborted', 'ExecutionsTimedOut', 'ReleaseFailed']);
  });

  test('brings a function for each part of the machine, and tells it what it works on', () => {
    const bundles = ['ledger', 'hosting', 'probe', 'answer', 'watch'].map((part) => `release-${part}`);
    for (const bundle of bundles) {
      const settings = functionOf(template, bundle).Environment.Variables[RELEASE_SETTINGS];
      expect(JSON.parse(flat(settings))).toMatchObject({
        schemaVersion: 1,
        endpointName: 'flights',
        table: expect.stringMatching(/^<EndpointLedger/),
        retentionDays: 180,
      });
    }
    const watched = functionOf(template, 'release-watch').Environment.Variables[RELEASE_WATCH];
    expect(JSON.parse(flat(watched))).toMatchObject({
      stateMachineArn: expect.stringMatching(/stateMachine:flights-release$/),
      endpointArn: expect.stringMatching(/endpoint\/flights$/),
      repair: false,
    });
  });

  test('looks at endpoint and ledger on every event, every five minutes and after a dead execution; daily at readiness', () => {
    const rules = Object.values(template.findResources('AWS::Events::Rule')).map(({ Properties }) => Properties);
    const inputs = rules.map(({ EventPattern, ScheduleExpression, Targets }) => [
      ScheduleExpression ?? EventPattern['detail-type'][0],
      Targets[0].Input ?? Targets[0].InputTransformer.InputTemplate,
    ]);
    expect(inputs.sort()).toEqual([
      ['SageMaker Endpoint State Change', '{}'],
      [
        'Step Functions Execution Status Change',
        expect.stringMatching(/^{"detail":{"executionArn":<.+>,"name":<.+>}}$/),
      ],
      ['rate(1 day)', '{"check":"readiness"}'],
      ['rate(5 minutes)', '{}'],
    ]);
    const dead = rules.find(({ EventPattern }) => EventPattern?.source[0] === 'aws.states').EventPattern.detail;
    expect(dead.status).toEqual(['FAILED', 'TIMED_OUT', 'ABORTED']);
    expect(dead.stateMachineArn.map(flat)).toEqual([expect.stringMatching(/stateMachine:flights-release$/)]);
  });

  test('leaves word for the command line, which knows no more than the name of the endpoint', () => {
    const { Properties } = resourceOf(template, 'AWS::SSM::Parameter');
    expect(Properties.Name).toBe('/cdk-production-ml/flights/release');
    expect(JSON.parse(flat(Properties.Value))).toMatchObject({
      stack: 'Serving',
      deployment: {
        stateMachineArn: expect.stringMatching(/:stateMachine:flights-release$/),
        rollbackStateMachineArn: expect.stringMatching(/:stateMachine:flights-rollback$/),
        endpointName: 'flights',
        candidatePrefix: 'candidates/flights/',
        approval: 'ANOTHER_PRINCIPAL',
        declaredRtoSeconds: 660,
        fallback: 'none',
      },
    });
  });

  test('names what only its owner needs to know', () => {
    expect(endpoint.endpointName).toBe('flights');
    expect(endpoint.defaultVariantName).toBe('champion');
    expect(endpoint.candidatePrefix).toBe('candidates/flights/');
    expect(endpoint.recoveryTimeObjective.toSeconds()).toBe(660);
  });
});

describe('passes the ISO 27001 checks', () => {
  const vpcOf = ({ stack }: Scene) =>
    new ec2.Vpc(stack, 'Vpc', {
      natGateways: 0,
      subnetConfiguration: [{ name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    });

  test.each<[string, (here: Scene) => ReleasedChanges]>([
    ['with a warm fallback that scales', () => ({ fallback: Fallback.warm(), scaling })],
    [
      'with a shadow and all alarms',
      () => ({ shadow: { model: modelVersion() }, rollback: { p99Latency: Duration.seconds(1) } }),
    ],
    ['with a challenger', () => ({ challenger: { model: modelVersion(), trafficPercentage: 5, instanceCount: 2 } })],
    ['that was adopted', () => ({ adoptExisting: { endpointConfigName: 'old', modelNames: ['old-1', 'old-2'] } })],
    ['in a VPC', (here) => ({ vpc: vpcOf(here) })],
    ['with rolling deployments', () => ({ deploymentPolicy: DeploymentPolicy.rolling(), waitFor: WaitFor.ACCEPTED })],
  ])('%s', (_title, changes) => {
    const here = scene();
    expectCompliant(released(here, changes(here)));
  });

  test('for a bank it lacks only what its owner, and other constructs, bring', () => {
    const here = scene();
    const created = released(here, { vpc: vpcOf(here), scaling, tags: { owner: 'flights', system: 'flights' } });
    const findings = complianceFindings(created, { profile: ComplianceProfile.REGULATED });
    expect([...new Set(findings.map((finding) => finding.split(' ')[1]))].sort()).toEqual([
      'ISO27001-5.29-TableReplicas',
      'ISO27001-8.11-LogsMasked',
      'ISO27001-8.12-EgressRestricted',
      'ISO27001-8.16-AbuseAlarms',
      'ISO27001-8.16-DriftMonitored',
      'ISO27001-8.19-CodeSigned',
      'ISO27001-8.22-PrivatePlacement',
      'ISO27001-8.3-ScopedInvoke',
    ]);
  });
});

describe('the tags of what the machine makes', () => {
  const tagsIn = (here: Scene) =>
    resourceOf(Template.fromStack(here.stack), 'Custom::ReleasedEndpoint').Properties.Tags;
  const tag = (Key: string, Value: string) => ({ Key, Value });

  test('are those of the construct, of what it stands in, and of its stack', () => {
    const here = scene();
    here.stack.tags.setTag('cost-centre', '42');
    released(here, { tags: { system: 'flights' } });
    Tags.of(here.stack.node.root).add('owner', 'ml-platform');
    expect(tagsIn(here)).toEqual([tag('cost-centre', '42'), tag('owner', 'ml-platform'), tag('system', 'flights')]);
  });

  test('leave room for the four that the machine adds, wherever they come from', () => {
    const here = scene();
    released(here, { tags: { system: 'flights' } });
    for (let index = 1; index <= 45; index += 1) here.stack.tags.setTag(`company-${index}`, 'yes');
    expect(tagsIn(here)).toHaveLength(46);
    const full = scene();
    released(full, { tags: { system: 'flights' } });
    for (let index = 1; index <= 46; index += 1) full.stack.tags.setTag(`company-${index}`, 'yes');
    expect(() => tagsIn(full)).toThrow(/tags of construct and stack \(count\).*47.*from 0 to 46/s);
  });

  test('are left out where there are none', () => {
    const here = scene();
    released(here);
    expect(tagsIn(here)).toBeUndefined();
  });
});

test('stands in another stack than its store and its ledger', () => {
  const here = scene();
  const other = new Stack(here.stack.node.root as never, 'Other', { env: here.stack, crossRegionReferences: false });
  released({ stack: other, store: here.store });
  expect(() => Template.fromStack(other)).not.toThrow();
});
