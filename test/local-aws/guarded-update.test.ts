import {
  ApplicationAutoScalingClient,
  DeregisterScalableTargetCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient, PutMetricAlarmCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { UpdateEndpointCommand } from '@aws-sdk/client-sagemaker';
import { LocalAccount } from './account';
import { eventually } from './fixtures/eventually';
import { ServedModel } from './fixtures/served-model';

jest.setTimeout(60_000);

let account: LocalAccount;
let model: ServedModel;

beforeAll(async () => {
  account = await LocalAccount.start();
  model = new ServedModel(account);
});
afterAll(() => account?.stop());
beforeEach(async () => {
  await account.reset();
  await model.prepare();
});

const update = (EndpointName: string, EndpointConfigName: string, alarm?: string) =>
  model.sagemaker.send(
    new UpdateEndpointCommand({
      EndpointName,
      EndpointConfigName,
      DeploymentConfig: {
        BlueGreenUpdatePolicy: {
          TrafficRoutingConfiguration: {
            Type: 'CANARY',
            CanarySize: { Type: 'INSTANCE_COUNT', Value: 1 },
            WaitIntervalInSeconds: 3600,
          },
        },
        AutoRollbackConfiguration: alarm === undefined ? undefined : { Alarms: [{ AlarmName: alarm }] },
      },
    }),
  );

test('a canary is rolled back when an alarm of CloudWatch goes off during its bake', async () => {
  const cloudWatch = new CloudWatchClient(account.clientConfig);
  const putErrors = (Value: number) =>
    cloudWatch.send(new PutMetricDataCommand({ Namespace: 'Flights', MetricData: [{ MetricName: 'Errors', Value }] }));
  await putErrors(0);
  await cloudWatch.send(
    new PutMetricAlarmCommand({
      AlarmName: 'too-many-errors',
      Namespace: 'Flights',
      MetricName: 'Errors',
      Statistic: 'Maximum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 5,
      ComparisonOperator: 'GreaterThanThreshold',
    }),
  );
  await model.deploy('flights', await model.config('v1', { InitialInstanceCount: 2 }));
  await update('flights', await model.config('v2', { InitialInstanceCount: 2 }), 'too-many-errors');
  const baking = async () => JSON.stringify((await model.describe('flights')).PendingDeploymentSummary ?? '');
  expect(await eventually(async () => (await baking()).includes('Baking'), true)).toBe(true);

  await putErrors(9);
  expect(await model.settled('flights')).toMatchObject({
    EndpointStatus: 'InService',
    EndpointConfigName: 'v1',
    FailureReason: expect.stringContaining('too-many-errors'),
  });
});

test('launches, bakes and capacity can be changed while endpoints serve, until the next reset', async () => {
  await model.deploy('flights', await model.config('v1', { InitialInstanceCount: 2 }));
  await account.setHosting({ timeScale: 0 });
  await update('flights', await model.config('v2', { InitialInstanceCount: 2 }));
  expect((await model.settled('flights')).EndpointConfigName).toBe('v2');

  await account.setHosting({ launchDelaySeconds: 1 });
  const started = Date.now();
  await update('flights', 'v1');
  expect((await model.settled('flights')).EndpointConfigName).toBe('v1');
  expect(Date.now() - started).toBeGreaterThanOrEqual(1000);

  await account.setHosting({ launchDelaySeconds: 0, capacity: 3 });
  await update('flights', 'v2');
  expect(await model.settled('flights')).toMatchObject({
    EndpointConfigName: 'v1',
    FailureReason: expect.stringContaining('InsufficientInstanceCapacity'),
  });

  await account.reset();
  await model.prepare();
  await model.deploy('larger', await model.config('v3', { InitialInstanceCount: 4 }));
});

test('as many launches fail as were asked to, and no more', async () => {
  await model.deploy('flights', await model.config('v1'));
  await account.setHosting({ timeScale: 0, failLaunches: 2 });
  const next = await model.config('v2');
  for (const _ of [1, 2]) {
    await update('flights', next);
    expect(await model.settled('flights')).toMatchObject({
      EndpointStatus: 'InService',
      EndpointConfigName: 'v1',
      FailureReason: expect.stringContaining('did not pass the ping health check'),
    });
  }
  await update('flights', next);
  const served = await model.settled('flights');
  expect(served.EndpointConfigName).toBe('v2');
  expect(served.FailureReason).toBeUndefined();
});

describe('a variant that is a scalable target', () => {
  const target = {
    ServiceNamespace: 'sagemaker',
    ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
    ResourceId: 'endpoint/flights/variant/main',
  } as const;
  const plainUpdate = (EndpointConfigName: string) =>
    model.sagemaker.send(new UpdateEndpointCommand({ EndpointName: 'flights', EndpointConfigName }));
  let scaling: ApplicationAutoScalingClient;

  beforeEach(async () => {
    scaling = new ApplicationAutoScalingClient(account.clientConfig);
    await model.deploy('flights', await model.config('v1', {}, { VariantName: 'spare' }));
    await scaling.send(new RegisterScalableTargetCommand({ ...target, MinCapacity: 1, MaxCapacity: 4 }));
  });

  test('cannot get another instance type before it is deregistered', async () => {
    const larger = await model.config('larger', { InstanceType: 'ml.m5.xlarge' }, { VariantName: 'spare' });
    await expect(plainUpdate(larger)).rejects.toThrow(/"main" .* registered as a scalable target .* another instance/);
    expect(await model.describe('flights')).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'v1' });
    await scaling.send(new DeregisterScalableTargetCommand(target));
    await plainUpdate(larger);
    expect((await model.settled('flights')).EndpointConfigName).toBe('larger');
  });

  test('cannot be removed', async () => {
    const without = await model.config('without', { VariantName: 'spare' });
    await expect(plainUpdate(without)).rejects.toThrow(/"main" .* registered as a scalable target .* removed/);
  });

  test('may get another model and count, and the variants beside it anything', async () => {
    const changed = await model.config(
      'changed',
      { InitialInstanceCount: 2 },
      { VariantName: 'spare', InstanceType: 'ml.m5.xlarge' },
    );
    await plainUpdate(changed);
    expect((await model.settled('flights')).EndpointConfigName).toBe('changed');
  });
});
