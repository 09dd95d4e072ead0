import { ApplicationAutoScalingClient, DescribeScalableTargetsCommand } from '@aws-sdk/client-application-auto-scaling';
import {
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  ListTagsCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Story } from './story';

/** What a deployment makes of what lives: nothing that it is not about. */
export function deployments(story: Story): void {
  test('the first deployment is release 1, made by the machine, which answers CloudFormation', async () => {
    const told = await story.toldOf(async () => {
      await story.deploy('1.0.0');
    });
    expect(await story.serving()).toMatchObject({ version: '1.0.0', live: 1, instanceType: 'ml.m5.large' });
    expect(told).toEqual(['DEPLOY PROPOSED 1', 'DEPLOY CALLED 1', 'DEPLOY LIVE 1']);
  }, 240_000);

  test('a version that is promoted at run time stays through a deployment of another instance type', async () => {
    const refused = await story.released.run('release', await story.released.promotionOf('2.0.0'));
    expect(refused).toMatchObject({ status: 'FAILED', cause: expect.stringContaining('nobody has approved it') });
    await story.released.approve('2.0.0');
    const { status } = await story.released.run('release', await story.released.promotionOf('2.0.0'));
    expect([status, (await story.serving()).version]).toEqual(['SUCCEEDED', '2.0.0']);

    const told = await story.toldOf(async () => {
      await story.deploy('1.0.0', { instanceType: 'ml.m5.xlarge' });
    });
    expect(await story.serving()).toMatchObject({ version: '2.0.0', instanceType: 'ml.m5.xlarge', live: 3 });
    expect(told).toEqual(['DEPLOY PROPOSED 3', 'DEPLOY CALLED 3', 'DEPLOY LIVE 3']);
  }, 240_000);

  const unrelated = {
    instanceType: 'ml.m5.xlarge',
    beside: (stack: ConstructorParameters<typeof Topic>[0]) => void new Topic(stack, 'Unrelated'),
  };

  test('a deployment that is about something else moves nothing and makes no release', async () => {
    const before = await story.serving();
    const told = await story.toldOf(async () => {
      await story.deploy('1.0.0', unrelated);
    });
    expect(await story.serving()).toEqual(before);
    expect(told).toEqual([]);
  }, 240_000);

  const later = {
    ...unrelated,
    tags: { team: 'flights' },
    scaling: { maxInstances: 9, targetInvocationsPerInstance: 50 },
  };

  test('a deployment that changes only how it scales and its tags changes these, and what serves is not touched', async () => {
    const { config, version } = await story.serving();
    const told = await story.toldOf(async () => {
      await story.deploy('1.0.0', later);
    });
    expect(told).toEqual(['DEPLOY PROPOSED 4', 'DEPLOY LIVE 4']);
    expect(await story.serving()).toMatchObject({ config, version, live: 4 });
    expect(await scalesTo(story)).toBe(9);
    expect(await tagsOfMade(story)).toEqual(Array(3).fill('flights'));
  }, 240_000);

  test('a deployment without a change does not even start the machine', async () => {
    const [before, executions] = [await story.serving(), await story.released.executions()];
    expect(await story.deploy('1.0.0', later)).toContain('no changes');
    expect(await story.serving()).toEqual(before);
    expect(await story.released.executions()).toEqual(executions);
  }, 240_000);

  test('a newly declared version is a release like any other', async () => {
    const told = await story.toldOf(async () => {
      await story.deploy('3.0.0', later);
    });
    expect(await story.serving()).toMatchObject({
      version: '3.0.0',
      instanceType: 'ml.m5.xlarge',
      live: 5,
      written: 5,
    });
    expect(told).toEqual(['DEPLOY PROPOSED 5', 'DEPLOY CALLED 5', 'DEPLOY LIVE 5']);
    expect(await tagsOfMade(story)).toEqual(Array(3).fill('flights'));
    const release = await story.released.release(5);
    expect(release.approvals.map(({ kind }) => kind)).toEqual(['TEMPLATE']);
    expect(release.cause).toMatchObject({ operation: 'DEPLOY', requestedBy: 'cloudformation Flights' });
  }, 240_000);

  test('it goes back by the machine that does only that, and by nothing else it is asked for', async () => {
    const refused = await story.released.run('rollback', { schemaVersion: 1, operation: 'PIN' });
    expect(refused).toMatchObject({ status: 'FAILED', error: 'NotARollback' });
    const request = { schemaVersion: 1, operation: 'ROLLBACK', reason: 'too slow' };
    const { status, output } = await story.released.run('rollback', request);
    expect([status, JSON.parse(output ?? '{}')]).toEqual([
      'SUCCEEDED',
      expect.objectContaining({ state: 'LIVE', release: 6 }),
    ]);
    expect((await story.serving()).version).toBe('2.0.0');
    expect(await scalesTo(story)).toBe(9);
  }, 120_000);

  test('what it went back to stays through a deployment that changes something else', async () => {
    await story.deploy('3.0.0', { ...later, instanceType: 'ml.m5.large' });
    expect(await story.serving()).toMatchObject({ version: '2.0.0', instanceType: 'ml.m5.large', live: 7 });
  }, 240_000);

  test('tags and scaling that the template takes away are gone from what lives', async () => {
    await story.deploy('3.0.0', { ...later, instanceType: 'ml.m5.large', tags: {}, scaling: undefined });
    expect([await tagsOfMade(story), await scalesTo(story)]).toEqual([Array(3).fill(undefined), undefined]);
    expect(await story.serving()).toMatchObject({ version: '2.0.0', live: 8 });
    await story.deploy('3.0.0', { ...later, instanceType: 'ml.m5.large' });
    expect([await tagsOfMade(story), await scalesTo(story)]).toEqual([Array(3).fill('flights'), 9]);
  }, 240_000);
}

/** The highest number of instances of the champion; undefined where it does not scale. */
async function scalesTo({ released, endpointName }: Story): Promise<number | undefined> {
  const client = new ApplicationAutoScalingClient(released.account.clientConfig);
  const ResourceIds = [`endpoint/${endpointName}/variant/champion`];
  const { ScalableTargets = [] } = await client.send(
    new DescribeScalableTargetsCommand({ ServiceNamespace: 'sagemaker', ResourceIds }),
  );
  return ScalableTargets[0]?.MaxCapacity;
}

/** The tag `team` of the endpoint, its configuration and its model. */
async function tagsOfMade({ released, endpointName }: Story): Promise<(string | undefined)[]> {
  const client = new SageMakerClient(released.account.clientConfig);
  const endpoint = await client.send(new DescribeEndpointCommand({ EndpointName: endpointName }));
  const { EndpointConfigName } = endpoint;
  const config = await client.send(new DescribeEndpointConfigCommand({ EndpointConfigName }));
  const { ModelName } = config.ProductionVariants?.[0] ?? {};
  const model = await client.send(new DescribeModelCommand({ ModelName }));
  const arns = [endpoint.EndpointArn, config.EndpointConfigArn, model.ModelArn];
  return Promise.all(
    arns.map(async (ResourceArn) => {
      const { Tags = [] } = await client.send(new ListTagsCommand({ ResourceArn }));
      return Tags.find(({ Key }) => Key === 'team')?.Value;
    }),
  );
}
