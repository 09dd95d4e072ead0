import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  GetMetricStatisticsCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { DescribeEndpointCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { MetricDimension, NAMESPACE, ReleaseMetric, SAGEMAKER_NAMESPACE } from '../../../lib/contract';
import { DeploymentPolicy } from '../../../lib/serving';
import { brokenAfter } from '../support/flights';
import { orphans } from '../support/machine-made';
import { vanishImage } from '../support/tiny-model';
import type { Story } from './story';

const KEPT = { instanceType: 'ml.m5.large' };
const MOVED = { instanceType: 'ml.m5.2xlarge' };

/** Five server errors a second on the new fleet, in this minute and the one before, once its canary bakes. */
async function failDuringBake({ released, endpointName }: Story): Promise<void> {
  const { clientConfig } = released.account;
  const sageMaker = new SageMakerClient(clientConfig);
  for (;;) {
    const endpoint = await sageMaker.send(new DescribeEndpointCommand({ EndpointName: endpointName }));
    const { EndpointConfigName = '', StartTime } = endpoint.PendingDeploymentSummary ?? {};
    if (StartTime !== undefined && JSON.stringify(endpoint.PendingDeploymentSummary).includes('Baking')) {
      const Dimensions = Object.entries({
        [MetricDimension.ENDPOINT_NAME]: endpointName,
        [MetricDimension.VARIANT_NAME]: 'champion',
        [MetricDimension.ENDPOINT_CONFIG_NAME]: EndpointConfigName,
      }).map(([Name, Value]) => ({ Name, Value }));
      const MetricData = [0, 60_000].map((ago) => ({
        ...{ MetricName: 'Invocation5XXErrors', Dimensions, Value: 1, Timestamp: new Date(Date.now() - ago) },
      }));
      await new CloudWatchClient(clientConfig).send(
        new PutMetricDataCommand({ Namespace: SAGEMAKER_NAMESPACE, MetricData }),
      );
      return;
    }
    await sleep(100);
  }
}

/** Whether an alarm has gone off at any time: it looks at a minute that may be over by now. */
async function wentOff({ released }: Story, AlarmName: string): Promise<boolean> {
  const { AlarmHistoryItems = [] } = await new CloudWatchClient(released.account.clientConfig).send(
    new DescribeAlarmHistoryCommand({ AlarmName, HistoryItemType: 'StateUpdate' }),
  );
  return AlarmHistoryItems.some(({ HistorySummary }) => HistorySummary?.endsWith('to ALARM'));
}

/** How often people were told of a failed change within the hour. */
async function failuresTold({ released, endpointName }: Story): Promise<number> {
  const { Datapoints = [] } = await new CloudWatchClient(released.account.clientConfig).send(
    new GetMetricStatisticsCommand({
      Namespace: NAMESPACE,
      MetricName: ReleaseMetric.FAILED,
      Dimensions: [{ Name: MetricDimension.ENDPOINT_NAME, Value: endpointName }],
      StartTime: new Date(Date.now() - 3_600_000),
      EndTime: new Date(Date.now() + 60_000),
      Period: 60,
      Statistics: ['SampleCount'],
    }),
  );
  return Datapoints.reduce((sum, { SampleCount = 0 }) => sum + SampleCount, 0);
}

/** Deployments that fail: what is live is what was live before, and the stack can be deployed again. */
export function failures(story: Story): void {
  /** Each of them must leave the endpoint as it was, and the stack in a state that takes the next deployment. */
  async function failing(deploy: () => Promise<{ exitCode: number; said: string }>) {
    const before = await story.serving();
    let output = '';
    const told = await story.toldOf(async () => {
      const result = await deploy();
      expect(result.exitCode).not.toBe(0);
      output = result.said;
    });
    const { written = 0, live, ...serving } = await story.serving();
    expect({ ...serving, live: undefined }).toEqual({ ...before, written: undefined, live: undefined });
    expect(await story.released.stackStatus()).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await orphans(story.released)).toEqual([]);
    return { told, output, live, written, before };
  }

  test('a guardrail that brings the old fleet back is a failed deployment, and says why', async () => {
    await story.released.account.setHosting({ timeScale: 0.02 });
    const { told, output, written, before, live } = await failing(async () => {
      const deployed = story.tryDeploy('4.0.0', { ...KEPT, deploymentPolicy: DeploymentPolicy.canary() });
      await Promise.race([failDuringBake(story), deployed]);
      return deployed;
    });
    await story.released.account.setHosting({ timeScale: 1 });
    expect([live, written]).toEqual([before.live, (before.written ?? 0) + 1]);
    expect(output).toContain('champion-ServerErrors');
    const events = ['PROPOSED', 'CALLED', 'FAILED'].map((event) => `DEPLOY ${event} ${written}`);
    expect(told).toEqual(events);
    const reason = expect.stringContaining('champion-ServerErrors');
    expect(await story.outcome(written)).toMatchObject({ state: 'ROLLED_BACK', reason });
  }, 240_000);

  test('a model that never becomes healthy does not replace one that is', async () => {
    const { told, output, written, before, live } = await failing(() => story.tryDeploy('5.0.0', KEPT, { sick: true }));
    expect([live, written]).toEqual([before.live, (before.written ?? 0) + 1]);
    expect(output).toContain('did not pass the ping health check');
    expect(told).toEqual(['PROPOSED', 'CALLED', 'FAILED'].map((event) => `DEPLOY ${event} ${written}`));
    expect(await story.outcome(written)).toMatchObject({ state: 'ROLLED_BACK' });
  }, 240_000);

  test('people are told of a change that was taken back, and not of a request that was refused', async () => {
    while (!(await wentOff(story, `${story.endpointName}-release-failed`))) await sleep(500);
    // Of the guardrail, and of the model that never became healthy.
    while ((await failuresTold(story)) < 2) await sleep(500);
    const refused = await story.released.run('release', { schemaVersion: 1, operation: 'ABORT' });
    expect(refused).toMatchObject({ status: 'FAILED', error: 'ReleaseRefused' });
    await story.released.run('release', { schemaVersion: 1, operation: 'ROLLBACK', to: 99, automatic: true });
    while ((await failuresTold(story)) < 3) await sleep(500);
    expect(await failuresTold(story)).toBe(3);
  }, 120_000);

  test('an image that its registry does not have is refused before anything moves', async () => {
    const { image } = await story.released.version('6.0.0', { image: 'one that vanishes' });
    await vanishImage(story.released.account, image);
    const { told, output, written, before, live } = await failing(() => story.tryDeploy('6.0.0', KEPT));
    expect([live, written]).toEqual([before.live, (before.written ?? 0) + 1]);
    expect(output).toContain('gone from its registry');
    expect(told).toEqual([`DEPLOY PROPOSED ${written}`, `DEPLOY FAILED ${written}`]);
    expect(await story.outcome(written)).toMatchObject({ state: 'REFUSED' });
  }, 240_000);

  test('an artifact whose bytes are not those of its digest is refused before anything moves', async () => {
    const before = await story.serving();
    const sha256 = 'a'.repeat(64);
    const promotion = await story.released.promotionOf('6.1.0', { sha256 });
    await story.released.approve('6.1.0');
    const { status, cause } = await story.released.run('release', promotion);
    expect([status, cause]).toEqual(['FAILED', expect.stringContaining(sha256)]);
    const { written = 0, ...serving } = await story.serving();
    expect({ ...serving, written: written - 1 }).toEqual(before);
    expect(await story.outcome(written)).toMatchObject({ state: 'REFUSED' });
  }, 120_000);

  test('a deployment that fails elsewhere, after the endpoint changed, brings back what was live', async () => {
    const { told, output, written, before, live } = await failing(() =>
      story.tryDeploy('7.0.0', { ...MOVED, beside: brokenAfter }),
    );
    expect(output).toContain('nobody-made-it');
    const [made, restored] = [written - 1, written];
    expect([live, made]).toEqual([restored, (before.written ?? 0) + 1]);
    expect(told).toEqual([
      ...['PROPOSED', 'CALLED', 'LIVE'].map((event) => `DEPLOY ${event} ${made}`),
      ...['PROPOSED', 'CALLED', 'LIVE'].map((event) => `UNDO_DEPLOY ${event} ${restored}`),
    ]);
    expect(await story.released.release(restored)).toMatchObject({ restores: before.live, previous: made });
  }, 240_000);

  test('the next deployment works, and takes the version that the failed one had', async () => {
    await story.deploy('7.0.0', MOVED);
    expect(await story.serving()).toMatchObject({ version: '7.0.0', instanceType: 'ml.m5.2xlarge' });
    expect(await story.released.stackStatus()).toBe('UPDATE_COMPLETE');
  }, 240_000);
}
