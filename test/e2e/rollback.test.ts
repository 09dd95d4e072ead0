import { setTimeout as sleep } from 'node:timers/promises';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeEndpointCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { Duration, type Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { ModelVersion } from '../../lib/registry';
import { Approval, Fallback, GoldenRequest, ReleasedEndpoint, type ReleasedEndpointProps } from '../../lib/release';
import { DeploymentPolicy } from '../../lib/serving';
import { storeOf } from './support/flights';
import { productionMl } from './support/operator-program';
import { ReleasedStack } from './support/released-stack';
import { FigureTable, measuredRollback, type RollbackFigures, slowest } from './support/rollback-figures';
import type { ConstantTraffic } from './support/traffic';

const [FIRST, GOOD, BAD, WORSE] = ['1.0.0', '2.0.0', '3.0.0', '4.0.0'] as const;
/** A tenth of what a fleet with a mid-sized image takes on AWS. At its full length: LAUNCH_SECONDS=240. */
const LAUNCH_SECONDS = Number(process.env['LAUNCH_SECONDS'] ?? 24);
const STEP_SECONDS = 2;
const EMERGENCY = { MetricName: 'Emergency' };

/** Three endpoints of one stack, in an account that enforces IAM: without fallback, with a warm one, with a shadow. */
describe('a rollback by the command, while requests go on', () => {
  let cold: ReleasedStack;
  let warm: ReleasedStack;
  let shadowed: ReleasedStack;
  let traffic: ConstantTraffic;
  const figures = new FigureTable();

  beforeAll(async () => {
    cold = await ReleasedStack.start('flights');
    warm = cold.beside('flights-warm');
    shadowed = cold.beside('flights-shadowed');
    const { manifest } = await cold.version(FIRST);
    const { manifest: shadow } = await cold.version('9.0.0');
    for (const version of [GOOD, BAD, WORSE]) await cold.version(version);
    await cold.deploy(defining(manifest, shadow));
    await Promise.all([cold, shadowed].map((each) => promote(each, GOOD)));
    await Promise.all([cold, warm, shadowed].map((each) => promote(each, BAD)));
  }, 300_000);

  afterAll(async () => {
    console.info(`From the command, in the account on this machine:\n${figures}`);
    await cold?.stop();
  });

  afterEach(() => traffic?.stop());

  /** Rolls back under traffic and holds what holds for every rollback. */
  async function rollBack(what: string, released: ReleasedStack, to: string): Promise<RollbackFigures> {
    // A canary would keep the bad version for its five minutes.
    await released.account.setHosting({ timeScale: 1 });
    traffic = released.traffic();
    await traffic.answeredBy(BAD);
    const measured = await measuredRollback(released, traffic, BAD);
    await traffic.stop();
    figures.add(what, measured, traffic);
    expect(measured.result).toMatchObject({ exitCode: 0, document: { state: 'LIVE' } });
    expect(traffic.failures).toEqual([]);
    expect([...traffic.answers.keys()].sort()).toEqual([to, BAD].sort());
    expect(await released.answering()).toBe(to);
    expect(slowest(measured.steps).seconds).toBeLessThan(STEP_SECONDS);
    return measured;
  }

  test('without a fallback launches a fleet, and lets it answer at once where the policy has a canary', async () => {
    const { lastBad } = await rollBack('cold, launch 0 s', cold, GOOD);
    expect(lastBad).toBeLessThan(30);
  }, 120_000);

  test(
    'adds less than a minute to what the launch takes',
    async () => {
      await promote(cold, BAD);
      await cold.account.setHosting({ launchDelaySeconds: LAUNCH_SECONDS });
      const { lastBad, whole } = await rollBack(`cold, launch ${LAUNCH_SECONDS} s`, cold, GOOD);
      expect(lastBad).toBeGreaterThan(LAUNCH_SECONDS);
      expect(whole - LAUNCH_SECONDS).toBeLessThan(60);
    },
    120_000 + LAUNCH_SECONDS * 1000,
  );

  test('with a warm fallback launches nothing, and is done within seconds', async () => {
    await cold.account.setHosting({ launchDelaySeconds: 3600 });
    const { lastBad, whole } = await rollBack('warm', warm, FIRST);
    expect([lastBad < 30, whole < 30]).toEqual([true, true]);
    await cold.account.setHosting({ launchDelaySeconds: 0 });
  }, 120_000);

  test('keeps a shadow as it is', async () => {
    await rollBack('cold, with a shadow', shadowed, GOOD);
    const sageMaker = new SageMakerClient(cold.account.clientConfig);
    const { endpointName: EndpointName } = shadowed;
    const { ShadowProductionVariants } = await sageMaker.send(new DescribeEndpointCommand({ EndpointName }));
    expect(ShadowProductionVariants?.map(({ VariantName }) => VariantName)).toEqual(['shadow']);
    const head = await shadowed.head();
    const { variants } = await shadowed.release(head?.live ?? 0);
    const versions = variants.map(({ role, model }) => `${role} ${model.version}`).sort();
    expect(versions).toEqual([`champion ${GOOD}`, 'shadow 9.0.0']);
  }, 120_000);

  test('goes back by one release where two people ask at once', async () => {
    await promote(cold, BAD);
    traffic = cold.traffic();
    const both = await Promise.all([1, 2].map(() => productionMl(cold, ['rollback'])));
    await cold.settled();
    await traffic.stop();
    expect(both.map(({ document }) => document?.state).sort()).toEqual(['LIVE', 'REFUSED']);
    expect(both.map(({ exitCode }) => exitCode).sort()).toEqual([0, 5]);
    expect(await cold.answering()).toBe(GOOD);
    expect(traffic.failures).toEqual([]);
  }, 120_000);

  test('stops a promotion in the middle of its canary, and what was live stays', async () => {
    await cold.account.setHosting({ timeScale: 1 });
    const before = await cold.head();
    traffic = cold.traffic();
    const promotion = await cold.begin('release', await cold.promotionOf(WORSE));
    await traffic.answeredBy(WORSE);
    const measured = await measuredRollback(cold, traffic, WORSE);
    await cold.settled();
    await traffic.stop();
    figures.add('in mid-canary', measured, traffic);
    expect(measured.result).toMatchObject({ exitCode: 0, document: { state: 'STOPPED', live: before?.live } });
    expect(measured.lastBad).toBeLessThan(30);
    expect(traffic.failures).toEqual([]);
    expect(await cold.ended(promotion)).toMatchObject({ status: 'FAILED', error: 'ReleaseFailed' });
    expect([...(await cold.outcomes()).values()].at(-1)).toBe('ABORTED');
    expect(await cold.answering()).toBe(GOOD);
  }, 120_000);

  test('does not stop the next promotion, which waits until the alarm is over that has stopped this one', async () => {
    await cold.account.setHosting({ timeScale: 0 });
    const promotion = await cold.begin('release', await cold.promotionOf(BAD));
    await cold.enters(promotion, 'AwaitLock');
    await cold.account.setClock(new Date(Date.now() + 90_000));
    expect(await cold.ended(promotion)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await cold.answering()).toBe(BAD);
  }, 120_000);

  test('is asked for by an alarm that goes off, which goes one step back and never a second one', async () => {
    await goOff(1);
    expect(await cold.answering()).toBe(GOOD);
    const before = await cold.head();
    await goOff(2);
    expect(await cold.answering()).toBe(GOOD);
    expect((await cold.head())?.live).toBe(before?.live);
    const asked = [...(await cold.executions('rollback-')).values()];
    expect(asked.slice(0, 2).sort()).toEqual(['FAILED', 'SUCCEEDED']);
  }, 120_000);

  /** Lets the alarm be calm, go off, and what it starts come to its end. */
  async function goOff(time: number): Promise<void> {
    const cloudWatch = new CloudWatchClient(cold.account.clientConfig);
    const started = (await cold.executions('rollback-')).size;
    for (const [minute, Value] of [0, 1].entries()) {
      const Timestamp = new Date(Date.now() + (10 * time + minute) * 60_000);
      const MetricData = [{ ...EMERGENCY, Value, Timestamp }];
      await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'Flights', MetricData }));
      await cold.account.setClock(new Date(Timestamp.getTime() + 60_000));
    }
    while ((await cold.executions('rollback-')).size === started) await sleep(100);
    await cold.settled();
  }
});

/** Promotes a version, its canary without the waits. */
async function promote(released: ReleasedStack, version: string): Promise<void> {
  await released.account.setHosting({ timeScale: 0 });
  const { status, cause } = await released.run('release', await released.promotionOf(version));
  expect({ status, cause }).toEqual({ status: 'SUCCEEDED', cause: undefined });
}

function defining(manifest: string, shadow: string): (stack: Stack) => void {
  return (stack) => {
    const store = storeOf(stack);
    const endpoint = (id: string, endpointName: string, more: Partial<ReleasedEndpointProps>) =>
      new ReleasedEndpoint(stack, id, {
        store,
        endpointName,
        model: ModelVersion.fromManifest(manifest),
        goldenRequests: [GoldenRequest.csv('two columns', '120,3')],
        deploymentPolicy: DeploymentPolicy.canary({
          waitInterval: Duration.minutes(5),
          terminationWait: Duration.seconds(0),
        }),
        approval: Approval.notRequired(),
        ...more,
      });
    const alarm = new cloudwatch.Alarm(stack, 'Emergency', {
      metric: new cloudwatch.Metric({
        namespace: 'Flights',
        metricName: EMERGENCY.MetricName,
        period: Duration.minutes(1),
        statistic: 'Maximum',
      }),
      threshold: 1,
      evaluationPeriods: 1,
    });
    endpoint('Cold', 'flights', {}).rollbackOnAlarm('OnEmergency', alarm);
    endpoint('Warm', 'flights-warm', { fallback: Fallback.warm(), recoveryTimeObjective: Duration.seconds(30) });
    endpoint('Shadowed', 'flights-shadowed', { shadow: { model: ModelVersion.fromManifest(shadow) } });
  };
}
