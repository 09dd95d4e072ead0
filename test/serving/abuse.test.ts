import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ComplianceProfile, ComplianceProfiles } from '../../lib';
import { AlertChannel, AlertTopic, ArtifactStore, EncryptionKeys } from '../../lib/foundation';
import { ModelEndpoint } from '../../lib/serving';
import { complianceFindings } from '../compliance/expect-compliant';
import { ACCOUNT, type EndpointChanges, endpoint, modelVersion, REGION, type Scene } from './endpoints';

const { BUSINESS, REGULATED } = ComplianceProfile;

function sceneIn(profile: ComplianceProfile): Scene {
  const stack = new Stack(new App(), 'Serving', { env: { account: ACCOUNT, region: REGION } });
  ComplianceProfiles.choose(stack, profile);
  const keys = new EncryptionKeys(stack, 'Keys');
  const alerts = new AlertTopic(stack, 'Alerts', { keys, channels: [AlertChannel.email('on-call@example.com')] });
  return { stack, store: new ArtifactStore(stack, 'Store', { keys, alerts }) };
}

const vpcOf = ({ stack }: Scene, vpcId = 'vpc-own') =>
  ec2.Vpc.fromVpcAttributes(stack, vpcId, {
    vpcId,
    availabilityZones: ['a', 'b'],
    isolatedSubnetIds: ['subnet-1', 'subnet-2'],
  });

/** Condition of the statement that lets a caller invoke. */
function invocationCondition(profile: ComplianceProfile, changes: (here: Scene) => EndpointChanges): unknown {
  const here = sceneIn(profile);
  const caller = new iam.Role(here.stack, 'Caller', { assumedBy: new iam.AccountRootPrincipal() });
  endpoint(here, changes(here)).grantInvoke(caller);
  const policies = Object.values(Template.fromStack(here.stack).findResources('AWS::IAM::Policy'));
  const statements = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  return statements.find(({ Action }) => Action === 'sagemaker:InvokeEndpoint').Condition;
}

describe('requests', () => {
  test('come from anywhere by default', () => {
    expect(invocationCondition(BUSINESS, (here) => ({ vpc: vpcOf(here) }))).toBeUndefined();
  });

  test('come from the VPC of the endpoint in the regulated profile', () => {
    expect(invocationCondition(REGULATED, (here) => ({ vpc: vpcOf(here) }))).toEqual({
      StringEquals: { 'aws:SourceVpc': ['vpc-own'] },
    });
  });

  test('come from the VPCs that were named, in any profile', () => {
    const invokeFrom = (here: Scene) => [vpcOf(here, 'vpc-shop'), vpcOf(here, 'vpc-batch')];
    const expected = { StringEquals: { 'aws:SourceVpc': ['vpc-shop', 'vpc-batch'] } };
    for (const profile of [BUSINESS, REGULATED]) {
      const condition = invocationCondition(profile, (here) => ({
        vpc: vpcOf(here),
        invokeFrom: invokeFrom(here),
      }));
      expect(condition).toEqual(expected);
    }
  });

  test('come from anywhere where an empty list says so', () => {
    expect(invocationCondition(REGULATED, (here) => ({ vpc: vpcOf(here), invokeFrom: [] }))).toBeUndefined();
  });
});

test('requests to an endpoint of somebody else come from the VPCs that were named', () => {
  const here = sceneIn(REGULATED);
  const attributes = { endpointName: 'theirs', invokeFrom: [vpcOf(here, 'vpc-shop')] };
  const caller = new iam.Role(here.stack, 'Caller', { assumedBy: new iam.AccountRootPrincipal() });
  ModelEndpoint.fromEndpointAttributes(here.stack, 'Theirs', attributes).grantInvoke(caller);
  const findings = complianceFindings(caller, { profile: REGULATED, except: ['ISO27001-5.9-ResourceTags'] });
  expect(findings).toEqual([]);
  Template.fromStack(here.stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [Match.objectLike({ Condition: { StringEquals: { 'aws:SourceVpc': ['vpc-shop'] } } })],
    },
  });
});

describe('alarms on abuse', () => {
  const alarmsOf = (profile: ComplianceProfile, changes: EndpointChanges = {}) => {
    const here = sceneIn(profile);
    const { abuseAlarms } = endpoint(here, changes);
    const all = Object.values(Template.fromStack(here.stack).findResources('AWS::CloudWatch::Alarm'));
    return { abuseAlarms, all: all.map(({ Properties }) => Properties) };
  };

  test('are there in the regulated profile, and where they are asked for', () => {
    expect(alarmsOf(REGULATED).abuseAlarms).toHaveLength(2);
    expect(alarmsOf(BUSINESS, { abuseAlarms: true }).abuseAlarms).toHaveLength(2);
    expect(alarmsOf(BUSINESS).abuseAlarms).toEqual([]);
    expect(alarmsOf(REGULATED, { abuseAlarms: false }).abuseAlarms).toEqual([]);
  });

  test('tell of far more requests than CloudWatch has learned to expect, above the band only', () => {
    const { all } = alarmsOf(REGULATED);
    const surge = all.find(({ ThresholdMetricId }) => ThresholdMetricId !== undefined);
    expect(surge).toMatchObject({
      ComparisonOperator: 'GreaterThanUpperThreshold',
      TreatMissingData: 'notBreaching',
      EvaluationPeriods: 3,
    });
    expect(JSON.stringify(surge?.Metrics)).toContain('ANOMALY_DETECTION_BAND(m0, 4)');
    expect(JSON.stringify(surge?.Metrics)).toContain('"MetricName":"Invocations"');
    expect(surge?.AlarmActions).toHaveLength(1);
  });

  test('tell of a tenth of the requests refused', () => {
    const refused = alarmsOf(REGULATED).all.find(({ MetricName }) => MetricName === 'Invocation4XXErrors');
    expect(refused).toMatchObject({ Statistic: 'Average', Threshold: 0.1, Period: 300, EvaluationPeriods: 3 });
    expect(refused?.AlarmActions).toHaveLength(1);
  });

  test('watch every production variant, and never bring an old configuration back', () => {
    const productionVariants = ['a', 'b'].map((variantName) => ({ model: modelVersion(), variantName }));
    const here = sceneIn(REGULATED);
    const { abuseAlarms } = endpoint(here, { productionVariants });
    expect(abuseAlarms).toHaveLength(4);
    const [created] = Object.values(Template.fromStack(here.stack).findResources('AWS::SageMaker::Endpoint'));
    const rollback = JSON.stringify(created?.['Properties'].DeploymentConfig.AutoRollbackConfiguration);
    for (const id of ['Surge', 'Refused']) expect(rollback).not.toContain(id);
  });
});
