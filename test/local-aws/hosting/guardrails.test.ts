import {
  type DeploymentConfig,
  UpdateEndpointCommand,
  type UpdateEndpointCommandInput,
} from '@aws-sdk/client-sagemaker';
import { eventually, HostingUnderTest, variant } from './testing/hosting-under-test';

const canary = (percent: number, wait: number, termination = 0): DeploymentConfig => ({
  BlueGreenUpdatePolicy: {
    TrafficRoutingConfiguration: {
      Type: 'CANARY',
      CanarySize: { Type: 'CAPACITY_PERCENT', Value: percent },
      WaitIntervalInSeconds: wait,
    },
    TerminationWaitInSeconds: termination,
  },
});

describe('an update with a deployment policy', () => {
  let hosting: HostingUnderTest;

  beforeAll(async () => {
    // A wait of 600 seconds takes 0.6 here.
    hosting = await HostingUnderTest.start({ waitScale: 0.001, seed: 3 });
  });
  afterAll(() => hosting.stop());

  const update = (name: string, config: string, more: Partial<UpdateEndpointCommandInput>) =>
    hosting.sagemaker.send(new UpdateEndpointCommand({ EndpointName: name, EndpointConfigName: config, ...more }));

  test('gives a canary its share, then bakes on full capacity while the old fleet stays, then ends', async () => {
    await hosting.deploy('canary', await hosting.simpleConfig('canary-1', { MODEL_NAME: 'old' }, 4));
    await update('canary', await hosting.simpleConfig('canary-2', { MODEL_NAME: 'new' }, 4), {
      DeploymentConfig: canary(25, 3600, 600),
    });
    const pendingStatus = async () => {
      const { PendingDeploymentSummary: pending } = await hosting.describe('canary');
      return pending?.ProductionVariants?.[0]?.VariantStatus?.[0]?.StatusMessage ?? '';
    };
    await eventually(async () => (await pendingStatus()).includes('canary capacity of 1 instance(s)'), 'the canary');
    expect((await hosting.describe('canary')).PendingDeploymentSummary?.ProductionVariants).toMatchObject([
      { CurrentInstanceCount: 1, DesiredInstanceCount: 4 },
    ]);
    const answers = await Promise.all(Array.from({ length: 120 }, () => hosting.invoke('canary', '1')));
    const share = answers.filter(({ body }) => body === 'new:1').length / answers.length;
    // 25 % of 120 requests, 3 standard deviations either way.
    expect(share).toBeGreaterThan(0.13);
    expect(share).toBeLessThan(0.37);

    await eventually(async () => (await pendingStatus()).includes('full capacity of 4 instance(s)'), 'the full step');
    expect((await hosting.describe('canary')).EndpointConfigName).toBe('canary-1');
    expect((await hosting.invoke('canary', '1')).body).toBe('new:1');
    expect(await hosting.settled('canary', 'InService')).toMatchObject({ EndpointConfigName: 'canary-2' });

    await hosting.flush();
    const progress = hosting.account.details('SageMaker Endpoint Deployment State Change');
    expect(progress.map((detail) => detail['EndpointStatus'])).toContain('UPDATING');
    const messages = JSON.stringify(progress);
    expect(messages).toContain('Launching 4 instance(s).');
    expect(messages).toContain('Activating traffic on canary capacity of 1 instance(s).');
    expect(messages).toContain(
      'Baking for 600 seconds (TerminationWaitInSeconds) with traffic enabled on full capacity of 4 instance(s).',
    );
    expect(messages).toContain('Terminating 4 instance(s).');
  });

  test('uses the policy again with RetainDeploymentConfig', async () => {
    await hosting.deploy('again', await hosting.simpleConfig('again-1', {}, 2));
    await update('again', await hosting.simpleConfig('again-2', {}, 2), { DeploymentConfig: canary(50, 100) });
    const first = await hosting.settled('again', 'InService');
    expect(first.LastDeploymentConfig).toEqual(canary(50, 100));
    await update('again', await hosting.simpleConfig('again-3', {}, 2), { RetainDeploymentConfig: true });
    expect((await hosting.settled('again', 'InService')).LastDeploymentConfig).toEqual(canary(50, 100));
    await update('again', await hosting.simpleConfig('again-4', {}, 2), {});
    expect((await hosting.settled('again', 'InService')).LastDeploymentConfig).toBeUndefined();
  });

  test('is refused when the variant names change, which is no change without a policy', async () => {
    await hosting.deploy('renamed', await hosting.simpleConfig('renamed-1', {}, 2));
    const other = await hosting.config('renamed-2', { ProductionVariants: [variant('other', await hosting.model())] });
    await expect(update('renamed', other, { DeploymentConfig: canary(50, 0) })).rejects.toThrow(
      'With a DeploymentConfig the variant names must stay the same: the endpoint has main, the new configuration has other.',
    );
    await update('renamed', other, {});
    expect((await hosting.settled('renamed', 'InService')).ProductionVariants?.[0]?.VariantName).toBe('other');
  });

  test('drops no request while traffic moves in linear steps', async () => {
    await hosting.deploy('linear', await hosting.simpleConfig('linear-1', { MODEL_NAME: 'old' }, 10));
    let running = true;
    const failures: unknown[] = [];
    const clients = Array.from({ length: 8 }, async () => {
      while (running) await hosting.invoke('linear', '1').catch((error: unknown) => failures.push(error));
    });
    await update('linear', await hosting.simpleConfig('linear-2', { MODEL_NAME: 'new' }, 10), {
      DeploymentConfig: {
        BlueGreenUpdatePolicy: {
          TrafficRoutingConfiguration: {
            Type: 'LINEAR',
            LinearStepSize: { Type: 'CAPACITY_PERCENT', Value: 20 },
            WaitIntervalInSeconds: 60,
          },
        },
      },
    });
    await hosting.settled('linear', 'InService');
    running = false;
    await Promise.all(clients);
    expect(failures).toEqual([]);
  });

  test.each(['trips during the bake', 'is in ALARM before the start', 'does not exist'])(
    'goes back to the old fleet without a failed request when an alarm %s',
    async (how) => {
      const name = `guarded-${how.split(' ')[0]}`;
      const alarm = `errors-${name}`;
      await hosting.deploy(name, await hosting.simpleConfig(`${name}-1`, { MODEL_NAME: 'old' }, 2));
      if (how !== 'does not exist') hosting.account.alarms.set(alarm, how.startsWith('is') ? 'ALARM' : 'OK');
      let running = true;
      const failures: unknown[] = [];
      const client = (async () => {
        while (running) await hosting.invoke(name, '1').catch((error: unknown) => failures.push(error));
      })();
      await update(name, await hosting.simpleConfig(`${name}-2`, { MODEL_NAME: 'new' }, 2), {
        DeploymentConfig: {
          ...canary(50, 3600),
          AutoRollbackConfiguration: { Alarms: [{ AlarmName: alarm }] },
        },
      });
      if (how.startsWith('trips')) {
        await eventually(async () => (await hosting.invoke(name, '1')).body === 'new:1', 'the canary has traffic');
        hosting.account.alarms.set(alarm, 'ALARM');
      }
      const after = await hosting.settled(name, 'InService');
      running = false;
      await client;
      expect(after.EndpointConfigName).toBe(`${name}-1`);
      expect(after.FailureReason).toContain(alarm);
      expect(failures).toEqual([]);
      expect((await hosting.invoke(name, '1')).body).toBe('old:1');
    },
  );

  test('does not launch a fleet for which there are no instances, and does when there are again', async () => {
    const set = (changes: object) => hosting.hosting.configure(changes);
    await hosting.deploy('full', await hosting.simpleConfig('full-1', {}, 2));
    set({ capacity: 0 });
    const next = await hosting.simpleConfig('full-2', {}, 2);
    await update('full', next, {});
    expect(await hosting.settled('full', 'InService')).toMatchObject({
      EndpointConfigName: 'full-1',
      FailureReason: expect.stringContaining('InsufficientInstanceCapacity'),
    });
    set({ capacity: null });
    await update('full', next, {});
    expect((await hosting.settled('full', 'InService')).EndpointConfigName).toBe('full-2');
    expect(() => set({ capacity: -1, speed: 2 })).toThrow(/capacity is -1.*There is no setting speed/);
  });
});
