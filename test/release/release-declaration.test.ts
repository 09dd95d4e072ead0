import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { RELEASE_WATCH } from '../../lib/contract';
import { AlertChannel, AlertTopic } from '../../lib/foundation';
import { Approval, Fallback, GoldenRequest, WaitFor } from '../../lib/release';
import { flat } from '../core/support';
import { modelVersion, scene } from '../serving/endpoints';
import {
  alarmNamed,
  declarationOf,
  functionOf,
  type ReleasedChanges,
  released,
  resourceOf,
  statementsOf,
} from './support';

const CUSTOM = 'Custom::ReleasedEndpoint';

function synthesised(changes: ReleasedChanges = {}): Template {
  const here = scene();
  released(here, changes);
  return Template.fromStack(here.stack);
}

describe('what it was told reaches the machine', () => {
  test('a challenger gets its share, the champion the rest', () => {
    const template = synthesised({
      challenger: { model: modelVersion({ version: '2.0.0' }), trafficPercentage: 10, instanceCount: 2 },
    });
    template.hasResourceProperties('AWS::SageMaker::EndpointConfig', {
      ProductionVariants: [
        Match.objectLike({ VariantName: 'champion', InitialVariantWeight: 90 }),
        Match.objectLike({ VariantName: 'challenger', InitialVariantWeight: 10, InitialInstanceCount: 2 }),
      ],
    });
    expect(declarationOf(template).manifests.challenger.version).toBe('2.0.0');
  });

  test('a challenger without traffic keeps its weight of 0', () => {
    const challenger = { model: modelVersion({ version: '2.0.0' }), trafficPercentage: 0, instanceCount: 2 };
    synthesised({ challenger }).hasResourceProperties('AWS::SageMaker::EndpointConfig', {
      ProductionVariants: [Match.anyValue(), Match.objectLike({ InitialVariantWeight: 0 })],
    });
  });

  test('a shadow sees its share of the requests', () => {
    const template = synthesised({ shadow: { model: modelVersion({ version: '2.0.0' }), samplingPercentage: 25 } });
    template.hasResourceProperties('AWS::SageMaker::EndpointConfig', {
      ProductionVariants: [Match.objectLike({ InitialVariantWeight: 100 })],
      ShadowProductionVariants: [Match.objectLike({ VariantName: 'shadow', InitialVariantWeight: 25 })],
    });
    expect(Object.keys(declarationOf(template).manifests)).toEqual(['champion', 'shadow']);
  });

  test('scaling, by the name of the variant', () => {
    const template = synthesised({
      scaling: { minInstances: 2, maxInstances: 6, targetInvocationsPerInstance: 100 },
    });
    const expected = {
      champion: {
        minCapacity: 2,
        maxCapacity: 6,
        targetInvocationsPerInstance: 100,
        scaleInCooldownSeconds: 300,
        scaleOutCooldownSeconds: 300,
      },
    };
    expect(declarationOf(template).scaling).toEqual(expected);
    expect(Object.keys(resourceOf(template, CUSTOM).Properties.Scaling)).toEqual(['champion']);
    // The machine registers and deregisters them: CloudFormation could not.
    template.resourceCountIs('AWS::ApplicationAutoScaling::ScalableTarget', 0);
  });

  test('golden requests, fallback, approval and when a deployment is done', () => {
    const template = synthesised({
      goldenRequests: [GoldenRequest.csv('short flight', '120', { expected: [0], tolerance: 0 })],
      fallback: Fallback.warm(),
      approval: Approval.notRequired(),
      waitFor: WaitFor.ACCEPTED,
      repair: true,
    });
    expect(declarationOf(template)).toMatchObject({
      fallback: 'warm',
      approval: 'NOT_REQUIRED',
      probes: [{ name: 'short flight', contentType: 'text/csv', body: '120', expected: [0], tolerance: 0 }],
    });
    expect(resourceOf(template, CUSTOM).Properties.WaitFor).toBe('ACCEPTED');
    // A deployment that changes nothing else must not be taken for the one before when it is taken back.
    expect(declarationOf(template).waitFor).toBe('ACCEPTED');
    expect(JSON.parse(flat(functionOf(template, 'release-watch').Environment.Variables[RELEASE_WATCH])).repair).toBe(
      true,
    );
  });

  test('alarms of your own are in every deployment, and the execution role may look at them', () => {
    const here = scene();
    const alarm = cloudwatch.Alarm.fromAlarmArn(
      here.stack,
      'Business',
      'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:bookings',
    );
    released(here, { rollbackAlarms: [alarm] });
    const template = Template.fromStack(here.stack);
    expect(declarationOf(template).deployment.alarmNames[1]).toBe('bookings');
    const [statement] = statementsOf(template, 'RollbackPolicy');
    expect(statement.Action).toBe('cloudwatch:DescribeAlarms');
    expect(statement.Resource.map(flat)).toEqual([
      expect.stringMatching(/:alarm:flights-\?{32}-\*$/),
      expect.stringMatching(/^<EndpointAbortAlarm/),
      'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:bookings',
    ]);
  });

  test('an endpoint that exists is adopted under the name of its variant', () => {
    const template = synthesised({
      adoptExisting: { endpointConfigName: 'Old-Config', modelNames: ['Old-Model'], championVariantName: 'AllTraffic' },
    });
    template.hasResourceProperties('AWS::SageMaker::EndpointConfig', {
      ProductionVariants: [Match.objectLike({ VariantName: 'AllTraffic' })],
    });
    expect(declarationOf(template).adoptExisting).toBe(true);
  });

  test.each([
    ['while an endpoint is adopted, so that release 0 can come back', true, 'Retain'],
    ['never else', false, undefined],
  ])('replaced configurations and models of the template stay %s', (_when, adopts, policy) => {
    const adoptExisting = { endpointConfigName: 'Old-Config', modelNames: ['Old-Model'] };
    const template = synthesised(adopts ? { adoptExisting } : {});
    for (const type of ['AWS::SageMaker::EndpointConfig', 'AWS::SageMaker::Model']) {
      for (const resource of Object.values(template.findResources(type))) {
        expect([resource['UpdateReplacePolicy'], resource['DeletionPolicy']]).toEqual([policy, undefined]);
      }
    }
  });

  test('the runbook stands in the alarms, alerts of its own are told', () => {
    const here = scene();
    const alerts = new AlertTopic(here.stack, 'Night', {
      keys: here.store.keys,
      channels: [AlertChannel.email('night@example.com')],
    });
    released(here, { runbookUrl: 'https://wiki.example.com/flights', alerts });
    const alarm = alarmNamed(Template.fromStack(here.stack), 'flights-release-difference');
    expect(alarm.AlarmDescription).toMatch(/Runbook: https:\/\/wiki\.example\.com\/flights$/);
    expect(alarm.AlarmActions).toEqual([{ Ref: expect.stringMatching(/^Night/) }]);
  });
});
