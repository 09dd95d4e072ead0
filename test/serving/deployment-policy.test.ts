import { Duration } from 'aws-cdk-lib';
import { DeploymentPolicy } from '../../lib/serving';
import { type EndpointChanges, endpoint, modelVersion, only, refusalOf, scene, templateOf } from './endpoints';

function deployment(changes: EndpointChanges) {
  const here = scene();
  endpoint(here, changes);
  return only(templateOf(here.stack), 'AWS::SageMaker::Endpoint').DeploymentConfig;
}

const instances = (initialInstanceCount: number) => [{ model: modelVersion(), initialInstanceCount }];
const refusal = (deploymentPolicy: DeploymentPolicy, changes: EndpointChanges = {}) =>
  refusalOf(() => endpoint(scene(), { deploymentPolicy, ...changes }));

describe('a deployment', () => {
  test('begins with one instance unless told otherwise', () => {
    expect(deployment({}).BlueGreenUpdatePolicy).toEqual({
      TrafficRoutingConfiguration: {
        Type: 'CANARY',
        WaitIntervalInSeconds: 300,
        CanarySize: { Type: 'INSTANCE_COUNT', Value: 1 },
      },
      TerminationWaitInSeconds: 120,
    });
  });

  test('goes all at once where there is no second instance to stay behind', () => {
    const policy = deployment({ productionVariants: instances(1) }).BlueGreenUpdatePolicy;
    expect(policy.TrafficRoutingConfiguration).toEqual({ Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 300 });
  });

  test('always names the alarms that bring the old configuration back', () => {
    for (const policy of [DeploymentPolicy.allAtOnce(), DeploymentPolicy.rolling()]) {
      expect(deployment({ deploymentPolicy: policy }).AutoRollbackConfiguration.Alarms).toHaveLength(2);
    }
  });

  test('moves in linear steps of a share of the instances', () => {
    const options = { percent: 25, waitInterval: Duration.minutes(10), maximumExecutionTimeout: Duration.hours(2) };
    expect(deployment({ deploymentPolicy: DeploymentPolicy.linear(options) }).BlueGreenUpdatePolicy).toMatchObject({
      TrafficRoutingConfiguration: {
        Type: 'LINEAR',
        WaitIntervalInSeconds: 600,
        LinearStepSize: { Type: 'CAPACITY_PERCENT', Value: 25 },
      },
      MaximumExecutionTimeoutInSeconds: 7200,
    });
  });

  test('rolls in batches, and back in batches of another size', () => {
    const policy = DeploymentPolicy.rolling({ instances: 2, rollbackPercent: 100, waitInterval: Duration.seconds(0) });
    expect(deployment({ deploymentPolicy: policy, productionVariants: instances(4) }).RollingUpdatePolicy).toEqual({
      MaximumBatchSize: { Type: 'INSTANCE_COUNT', Value: 2 },
      RollbackMaximumBatchSize: { Type: 'CAPACITY_PERCENT', Value: 100 },
      WaitIntervalInSeconds: 0,
    });
  });

  test('keeps waits of 0', () => {
    const none = Duration.seconds(0);
    const policy = DeploymentPolicy.allAtOnce({ waitInterval: none, terminationWait: none });
    expect(deployment({ deploymentPolicy: policy }).BlueGreenUpdatePolicy).toMatchObject({
      TrafficRoutingConfiguration: { WaitIntervalInSeconds: 0 },
      TerminationWaitInSeconds: 0,
    });
  });

  test('does not replace the number of instances that autoscaling chose, but takes weights and capture anew', () => {
    const here = scene();
    const scaling = { maxInstances: 4, targetInvocationsPerInstance: 100 };
    endpoint(here, { productionVariants: [{ model: modelVersion(), scaling }] });
    expect(only(templateOf(here.stack), 'AWS::SageMaker::Endpoint')).toMatchObject({
      RetainAllVariantProperties: true,
      ExcludeRetainedVariantProperties: [
        { VariantPropertyType: 'DesiredWeight' },
        { VariantPropertyType: 'DataCaptureConfig' },
      ],
    });
  });

  test('takes the number of instances from the template where nothing scales', () => {
    const here = scene();
    endpoint(here);
    expect(only(templateOf(here.stack), 'AWS::SageMaker::Endpoint').RetainAllVariantProperties).toBeUndefined();
  });
});

describe('a deployment that SageMaker would refuse is refused at synth', () => {
  test.each<[string, DeploymentPolicy, EndpointChanges, string[]]>([
    [
      'a canary of one instance',
      DeploymentPolicy.canary(),
      { productionVariants: instances(1) },
      ['productionVariants[0].initialInstanceCount is 1', 'at least 2', 'allAtOnce'],
    ],
    [
      'a linear deployment of one instance',
      DeploymentPolicy.linear(),
      { productionVariants: instances(1) },
      ['at least 2'],
    ],
    [
      'a rolling deployment of one instance',
      DeploymentPolicy.rolling(),
      { productionVariants: instances(1) },
      ['at least 2'],
    ],
    ['a canary of 51 %', DeploymentPolicy.canary({ percent: 51 }), {}, ['deploymentPolicy.percent is 51', '1 to 50']],
    [
      'a canary of 2 of 3 instances',
      DeploymentPolicy.canary({ instances: 2 }),
      { productionVariants: instances(3) },
      ['deploymentPolicy.instances is 2', '1 to 50 %', 'has 3'],
    ],
    ['linear steps of 9 %', DeploymentPolicy.linear({ percent: 9 }), {}, ['deploymentPolicy.percent is 9', '10 to 50']],
    [
      'linear steps of 1 of 20 instances',
      DeploymentPolicy.linear({ instances: 1 }),
      { productionVariants: instances(20) },
      ['10 to 50 %', 'has 20'],
    ],
    ['batches of 4 %', DeploymentPolicy.rolling({ percent: 4 }), {}, ['deploymentPolicy.percent is 4', '5 to 50']],
    ['batches of 0 instances', DeploymentPolicy.rolling({ instances: 0 }), {}, ['deploymentPolicy.instances is 0']],
    ['a share that is no integer', DeploymentPolicy.canary({ percent: 12.5 }), {}, ['an integer']],
    ['a share that is NaN', DeploymentPolicy.canary({ percent: Number.NaN }), {}, ['deploymentPolicy.percent is NaN']],
    ['a size in percent and in instances', DeploymentPolicy.canary({ percent: 10, instances: 1 }), {}, ['not both']],
    ['a way back of 101 %', DeploymentPolicy.rolling({ rollbackPercent: 101 }), {}, ['rollbackPercent is 101']],
    [
      'a wait of more than an hour',
      DeploymentPolicy.canary({ waitInterval: Duration.minutes(61) }),
      {},
      ['deploymentPolicy.waitInterval (seconds) is 3660', '0 to 3600'],
    ],
    ['a wait of half a second', DeploymentPolicy.canary({ waitInterval: Duration.millis(500) }), {}, ['an integer']],
    [
      'a termination wait of more than an hour',
      DeploymentPolicy.allAtOnce({ terminationWait: Duration.hours(2) }),
      {},
      ['terminationWait (seconds) is 7200'],
    ],
    [
      'a timeout of less than ten minutes',
      DeploymentPolicy.allAtOnce({ maximumExecutionTimeout: Duration.minutes(9) }),
      {},
      ['maximumExecutionTimeout (seconds) is 540', '600 to 28800'],
    ],
    [
      'waits that are longer than the timeout',
      DeploymentPolicy.linear({
        percent: 10,
        waitInterval: Duration.minutes(10),
        maximumExecutionTimeout: Duration.hours(1),
      }),
      {},
      ['deploymentPolicy.maximumExecutionTimeout is 3600', '6120 seconds'],
    ],
    [
      'waits that are longer than any deployment',
      DeploymentPolicy.linear({ percent: 10, waitInterval: Duration.hours(1) }),
      {},
      ['28800', '36120'],
    ],
    [
      'linear steps of single instances that take longer than any deployment',
      DeploymentPolicy.rolling({ waitInterval: Duration.hours(1) }),
      { productionVariants: instances(10) },
      ['36000 seconds'],
    ],
    [
      'rolling with several variants',
      DeploymentPolicy.rolling(),
      { productionVariants: ['a', 'b'].map((variantName) => ({ model: modelVersion(), variantName })) },
      ['rolling with 2 production variants'],
    ],
    [
      'rolling with a shadow',
      DeploymentPolicy.rolling(),
      { shadowVariant: { model: modelVersion() } },
      ['and a shadow'],
    ],
    [
      'steps on Inf1',
      DeploymentPolicy.canary(),
      { productionVariants: [{ model: modelVersion(), instanceType: 'ml.inf1.xlarge' }] },
      ['Inf1'],
    ],
  ])('%s', (_title, policy, changes, names) => {
    const message = refusal(policy, changes);
    for (const name of names) expect(message).toContain(name);
  });
});
