import { Duration, Lazy } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Fallback, GoldenRequest, WaitFor } from '../../lib/release';
import { DeploymentPolicy } from '../../lib/serving';
import { modelVersion, refusalOf, type Scene, scene } from '../serving/endpoints';
import { type ReleasedChanges, released } from './support';

const refused = (changes: ReleasedChanges | ((here: Scene) => ReleasedChanges)) => {
  const here = scene();
  return refusalOf(() => released(here, typeof changes === 'function' ? changes(here) : changes));
};
const next = modelVersion({ version: '2.0.0' });

test.each<[string, ReleasedChanges | ((here: Scene) => ReleasedChanges), RegExp]>([
  [
    'a shadow beside a challenger',
    { shadow: { model: next }, challenger: { model: next, trafficPercentage: 5 } },
    /shadow is "given, and so is challenger"/,
  ],
  [
    'a warm fallback beside a shadow',
    { shadow: { model: next }, fallback: Fallback.warm() },
    /fallback is "warm, and there is a shadow".*Use Fallback\.none\(\)/,
  ],
  [
    'all traffic for a challenger',
    { challenger: { model: next, trafficPercentage: 100 } },
    /challenger\.trafficPercentage is 100/,
  ],
  ['a shadow that sees nothing', { shadow: { model: next, samplingPercentage: 0 } }, /shadow\.samplingPercentage is 0/],
  [
    'a rolling deployment with a warm fallback',
    { fallback: Fallback.warm(), deploymentPolicy: DeploymentPolicy.rolling() },
    /deploymentPolicy is "rolling with 2 production variants"/,
  ],
  [
    'a canary of one instance',
    { instanceCount: 1, deploymentPolicy: DeploymentPolicy.canary() },
    /instanceCount is 1; expected at least 2/,
  ],
  ['no instance', { instanceCount: 0 }, /instanceCount is 0/],
  ['an instance type without ml.', { instanceType: 'm5.large' }, /instanceType is "m5\.large"/],
  [
    'a challenger on half an instance',
    { challenger: { model: next, trafficPercentage: 5, instanceCount: 0.5 } },
    /challenger\.instanceCount is 0\.5/,
  ],
  [
    'more alarms than a deployment takes',
    ({ stack }) => ({
      rollbackAlarms: Array.from({ length: 8 }, (_, index) =>
        cloudwatch.Alarm.fromAlarmName(stack, `Alarm${index}`, `alarm-${index}`),
      ),
    }),
    /rollbackAlarms is "3 alarms of this construct and 8 of your own"; expected at most 10/,
  ],
  [
    'a deployment that takes longer than CloudFormation waits',
    { deploymentPolicy: DeploymentPolicy.canary({ waitInterval: Duration.minutes(20) }) },
    /deploymentPolicy \(seconds\) is 3120; expected at most 2700 seconds of waits \(2520\) and launches \(1 × 600\).*WaitFor\.ACCEPTED/,
  ],
  [
    'batches that launch one after the other for longer than that',
    {
      instanceCount: 10,
      deploymentPolicy: DeploymentPolicy.rolling({ percent: 10, waitInterval: Duration.seconds(0) }),
    },
    /deploymentPolicy \(seconds\) is 6000/,
  ],
  [
    'an objective that a cold start cannot keep',
    { recoveryTimeObjective: Duration.minutes(5) },
    /recoveryTimeObjective \(seconds\) is 300; expected at least 660.*Use Fallback\.warm\(\)/,
  ],
  [
    'an objective that nothing can keep',
    { recoveryTimeObjective: Duration.seconds(5), fallback: Fallback.warm() },
    /recoveryTimeObjective \(seconds\) is 5; expected at least 30/,
  ],
  ['no time to launch', { launchAllowance: Duration.seconds(0) }, /launchAllowance \(seconds\) is 0/],
  ['a release that can come back for half a day', { retention: Duration.hours(12) }, /retention \(days\) is 0\.5/],
  ['a runbook that is no address', { runbookUrl: 'see the wiki' }, /runbookUrl is "see the wiki"/],
  [
    'the same golden request twice',
    { goldenRequests: [GoldenRequest.csv('a', '1'), GoldenRequest.csv('a', '2')] },
    /goldenRequests\.name is "a"/,
  ],
  [
    'a name that only the deployment knows',
    { endpointName: Lazy.string({ produce: () => 'flights' }) },
    /endpointName is "a token"/,
  ],
  [
    'a threshold that only the deployment knows',
    { rollback: { serverErrorPercent: Lazy.number({ produce: () => 1 }) } },
    /rollback\.serverErrorPercent is "a token"/,
  ],
  [
    'an adopted endpoint without a model',
    { adoptExisting: { endpointConfigName: 'old', modelNames: [] } },
    /adoptExisting\.modelNames \(count\) is 0/,
  ],
  [
    'an adopted configuration that is no name',
    { adoptExisting: { endpointConfigName: 'arn:x', modelNames: ['m'] } },
    /adoptExisting\.endpointConfigName is "arn:x"/,
  ],
  [
    'more golden requests than travel',
    { goldenRequests: Array.from({ length: 12 }, (_, index) => GoldenRequest.csv(`${index}`, '1,'.repeat(8000))) },
    /bytes of JSON\) is \d+; expected at most 131072/,
  ],
])('refuses %s', (_title, changes, message) => {
  expect(refused(changes)).toMatch(message);
});

test('says everything that is wrong at once', () => {
  const message = refused({
    endpointName: 'not a name',
    instanceCount: 0,
    shadow: { model: next },
    fallback: Fallback.warm(),
    retention: Duration.days(0),
    runbookUrl: 'http://insecure',
  });
  for (const prop of ['endpointName', 'instanceCount', 'fallback', 'retention', 'runbookUrl']) {
    expect(message).toMatch(new RegExp(`- ${prop}`));
  }
});

describe('allows', () => {
  test.each<[string, ReleasedChanges]>([
    [
      'a long deployment that nobody waits for',
      { deploymentPolicy: DeploymentPolicy.canary({ waitInterval: Duration.minutes(40) }), waitFor: WaitFor.ACCEPTED },
    ],
    [
      'an objective of half a minute with a warm fallback',
      { fallback: Fallback.warm(), recoveryTimeObjective: Duration.seconds(30) },
    ],
    [
      'an objective of five minutes where a fleet launches in four',
      { recoveryTimeObjective: Duration.minutes(5), launchAllowance: Duration.minutes(4) },
    ],
    [
      'a challenger beside a warm fallback',
      { fallback: Fallback.warm(), challenger: { model: next, trafficPercentage: 5, instanceCount: 2 } },
    ],
    ['a number of instances that only the deployment knows', { instanceCount: Lazy.number({ produce: () => 2 }) }],
  ])('%s', (_title, changes) => {
    expect(() => released(scene(), changes)).not.toThrow();
  });
});
