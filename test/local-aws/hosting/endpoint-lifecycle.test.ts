import {
  CreateEndpointCommand,
  DeleteEndpointCommand,
  DeleteEndpointConfigCommand,
  DeleteModelCommand,
  ListEndpointsCommand,
  UpdateEndpointCommand,
  type UpdateEndpointCommandInput,
  UpdateEndpointWeightsAndCapacitiesCommand,
} from '@aws-sdk/client-sagemaker';
import { eventually, HostingUnderTest, variant } from './testing/hosting-under-test';

const ARN = 'arn:aws:sagemaker:eu-central-1:000000000000';

describe('the life of an endpoint', () => {
  let hosting: HostingUnderTest;

  beforeAll(async () => {
    hosting = await HostingUnderTest.start();
  });
  afterAll(() => hosting.stop());

  const update = (name: string, config: string, more: Partial<UpdateEndpointCommandInput> = {}) =>
    hosting.sagemaker.send(new UpdateEndpointCommand({ EndpointName: name, EndpointConfigName: config, ...more }));
  const scale = (
    name: string,
    changes: { VariantName: string; DesiredWeight?: number; DesiredInstanceCount?: number }[],
  ) =>
    hosting.sagemaker.send(
      new UpdateEndpointWeightsAndCapacitiesCommand({ EndpointName: name, DesiredWeightsAndCapacities: changes }),
    );
  const statuses = (name: string) =>
    hosting.account
      .details('SageMaker Endpoint State Change')
      .filter((detail) => detail['EndpointName'] === name)
      .map((detail) => detail['EndpointStatus']);
  /** Process ids of the model processes of an endpoint. */
  const pids = (name: string): number[] => {
    const { accounts } = JSON.parse(JSON.stringify(hosting.hosting.state()));
    const endpoint = accounts[0].endpoints.find((one: { EndpointName: string }) => one.EndpointName === name);
    return endpoint?.containers.map((container: { pid: number }) => container.pid) ?? [];
  };
  const isRunning = (pid: number) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };

  test('is Creating first, is not invokable then, and becomes InService once the container is healthy', async () => {
    const config = await hosting.simpleConfig('slow-1', { MODEL_START_MS: '400' }, 2);
    await hosting.createEndpoint('slow', config);
    expect(await hosting.describe('slow')).toMatchObject({
      EndpointArn: `${ARN}:endpoint/slow`,
      EndpointStatus: 'Creating',
      EndpointConfigName: config,
      ProductionVariants: [
        {
          VariantName: 'main',
          CurrentInstanceCount: 0,
          DesiredInstanceCount: 2,
          VariantStatus: [{ Status: 'Creating' }],
        },
      ],
    });
    await expect(hosting.invoke('slow')).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(update('slow', config)).rejects.toMatchObject({
      name: 'ValidationException',
      message: `Cannot update in-progress endpoint "${ARN}:endpoint/slow".`,
    });
    await expect(hosting.sagemaker.send(new DeleteEndpointCommand({ EndpointName: 'slow' }))).rejects.toMatchObject({
      message: `Cannot update in-progress endpoint "${ARN}:endpoint/slow".`,
    });
    const described = await hosting.settled('slow', 'InService');
    expect(described.ProductionVariants).toMatchObject([
      {
        CurrentInstanceCount: 2,
        CurrentWeight: 1,
        DesiredWeight: 1,
        DeployedImages: [{ ResolutionTime: expect.any(Date) }],
      },
    ]);
    expect(described.ProductionVariants?.[0]?.VariantStatus).toBeUndefined();
    await hosting.flush();
    expect(statuses('slow')).toEqual(['CREATING', 'IN_SERVICE']);
  });

  test.each([
    ['never-healthy', 0.5, 'GET /ping gave no 200 within 0.5 s'],
    [
      'crashes',
      20,
      'ended with exit code 3 before it was healthy; its last output: ModuleNotFoundError: no module named joblib',
    ],
  ])(
    'becomes Failed with the reason when the container %s, and can then only be deleted',
    async (behaviour, startTimeout, reason) => {
      const own = await HostingUnderTest.start({ startTimeout });
      try {
        const config = await own.simpleConfig('bad', { MODEL_BEHAVIOUR: behaviour });
        await own.createEndpoint('bad', config);
        const { FailureReason } = await own.settled('bad', 'Failed');
        expect(FailureReason).toContain(
          'The primary container for production variant main did not pass the ping health check. Please check CloudWatch logs for this endpoint.',
        );
        expect(FailureReason).toContain(reason);
        await expect(own.invoke('bad')).rejects.toMatchObject({ name: 'ValidationError' });
        const again = new UpdateEndpointCommand({ EndpointName: 'bad', EndpointConfigName: config });
        await expect(own.sagemaker.send(again)).rejects.toMatchObject({ message: expect.stringContaining('Failed') });
        await own.sagemaker.send(new DeleteEndpointCommand({ EndpointName: 'bad' }));
        await eventually(async () => (await own.describe('bad').catch(() => undefined)) === undefined, 'deletion');
      } finally {
        await own.stop();
      }
    },
  );

  test('an update with an unhealthy container ends InService on the old configuration, with the reason', async () => {
    await hosting.deploy('kept', await hosting.simpleConfig('kept-1', { MODEL_NAME: 'old' }));
    await update('kept', await hosting.simpleConfig('kept-2', { MODEL_BEHAVIOUR: 'crashes' }));
    expect(await hosting.describe('kept')).toMatchObject({
      EndpointStatus: 'Updating',
      EndpointConfigName: 'kept-1',
      PendingDeploymentSummary: { EndpointConfigName: 'kept-2', ProductionVariants: [{ CurrentInstanceCount: 0 }] },
    });
    expect((await hosting.invoke('kept')).body).toBe('old:1,2');
    const described = await hosting.settled('kept', 'InService');
    expect(described).toMatchObject({
      EndpointConfigName: 'kept-1',
      FailureReason: expect.stringContaining('did not pass the ping health check'),
    });
    expect(described.PendingDeploymentSummary).toBeUndefined();
    expect((await hosting.invoke('kept')).body).toBe('old:1,2');

    await update('kept', await hosting.simpleConfig('kept-3', { MODEL_NAME: 'new' }));
    expect((await hosting.settled('kept', 'InService')).FailureReason).toBeUndefined();
    expect((await hosting.invoke('kept')).body).toBe('new:1,2');
  });

  test('goes through RollingBack when a guarded update fails', async () => {
    await hosting.deploy('guarded', await hosting.simpleConfig('guarded-1'));
    await update('guarded', await hosting.simpleConfig('guarded-2', { MODEL_BEHAVIOUR: 'crashes' }), {
      DeploymentConfig: {
        BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 } },
      },
    });
    await hosting.settled('guarded', 'InService');
    await hosting.flush();
    expect(statuses('guarded')).toEqual(['CREATING', 'IN_SERVICE', 'UPDATING', 'ROLLING_BACK', 'IN_SERVICE']);
  });

  test('no request fails while an endpoint is updated again and again under traffic', async () => {
    await hosting.deploy('busy', await hosting.simpleConfig('busy-0', { MODEL_NAME: 'v0' }));
    const seen = new Set<string>();
    const failures: unknown[] = [];
    let running = true;
    const client = async () => {
      while (running) {
        try {
          // Requests take a while, so that many are in flight when a fleet is replaced.
          seen.add((await hosting.invoke('busy', '1', { Accept: 'x-test/wait-20' })).body);
        } catch (error) {
          failures.push(error);
        }
      }
    };
    const clients = Array.from({ length: 16 }, client);
    for (const release of [1, 2, 3]) {
      const before = pids('busy');
      await update('busy', await hosting.simpleConfig(`busy-${release}`, { MODEL_NAME: `v${release}` }));
      const { EndpointConfigName } = await hosting.settled('busy', 'InService');
      expect(EndpointConfigName).toBe(`busy-${release}`);
      expect(before.filter(isRunning)).toEqual([]);
    }
    running = false;
    await Promise.all(clients);
    expect(failures).toEqual([]);
    expect(seen).toEqual(new Set(['v0:1', 'v1:1', 'v2:1', 'v3:1']));
  });

  test('keeps weights and instance counts through an update only where it is told to', async () => {
    const two = async (name: string) =>
      hosting.config(name, {
        ProductionVariants: [variant('a', await hosting.model()), variant('b', await hosting.model())],
      });
    await hosting.deploy('scaled', await two('scaled-1'));
    await scale('scaled', [
      { VariantName: 'a', DesiredWeight: 0 },
      { VariantName: 'b', DesiredWeight: 5, DesiredInstanceCount: 4 },
    ]);
    expect((await hosting.describe('scaled')).EndpointStatus).toBe('Updating');
    const shape = (described: { ProductionVariants?: { CurrentWeight?: number; DesiredInstanceCount?: number }[] }) =>
      described.ProductionVariants?.map((one) => [one.CurrentWeight, one.DesiredInstanceCount]);
    expect(shape(await hosting.settled('scaled', 'InService'))).toEqual([
      [0, 1],
      [5, 4],
    ]);

    await update('scaled', await two('scaled-2'), { RetainAllVariantProperties: true });
    expect(shape(await hosting.settled('scaled', 'InService'))).toEqual([
      [0, 1],
      [5, 4],
    ]);
    await update('scaled', await two('scaled-3'), {
      RetainAllVariantProperties: true,
      ExcludeRetainedVariantProperties: [{ VariantPropertyType: 'DesiredWeight' }],
    });
    expect(shape(await hosting.settled('scaled', 'InService'))).toEqual([
      [1, 1],
      [1, 4],
    ]);
    await update('scaled', await two('scaled-4'));
    expect(shape(await hosting.settled('scaled', 'InService'))).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });

  test('refuses changes of weight and capacity as the service does', async () => {
    await hosting.deploy('strict', await hosting.simpleConfig('strict-1'));
    await expect(scale('strict', [{ VariantName: 'none', DesiredWeight: 1 }])).rejects.toThrow(
      'Could not find variant',
    );
    await expect(scale('strict', [{ VariantName: 'main', DesiredWeight: -1 }])).rejects.toThrow(
      "'desiredWeightsAndCapacities.1.member.desiredWeight' failed to satisfy constraint: Member must have value greater than or equal to 0",
    );
    await expect(scale('nowhere', [{ VariantName: 'main', DesiredWeight: 1 }])).rejects.toThrow(
      `Could not find endpoint "${ARN}:endpoint/nowhere".`,
    );
  });

  test('goes on serving when its configuration and model are deleted, but cannot go back to them', async () => {
    const model = await hosting.model({ MODEL_NAME: 'first' });
    await hosting.deploy('orphan', await hosting.config('orphan-1', { ProductionVariants: [variant('main', model)] }));
    await hosting.sagemaker.send(new DeleteEndpointConfigCommand({ EndpointConfigName: 'orphan-1' }));
    await hosting.sagemaker.send(new DeleteModelCommand({ ModelName: model }));
    expect((await hosting.invoke('orphan')).body).toBe('first:1,2');
    await expect(update('orphan', 'orphan-1')).rejects.toThrow(
      `Could not find endpoint configuration "${ARN}:endpoint-config/orphan-1".`,
    );
    expect((await hosting.describe('orphan')).EndpointStatus).toBe('InService');
  });

  test('refuses an update whose configuration names a deleted model', async () => {
    await hosting.deploy('gone', await hosting.simpleConfig('gone-1'));
    const model = await hosting.model();
    const config = await hosting.config('gone-2', { ProductionVariants: [variant('main', model)] });
    await hosting.sagemaker.send(new DeleteModelCommand({ ModelName: model }));
    await expect(update('gone', config)).rejects.toThrow(`Could not find model "${ARN}:model/${model}".`);
  });

  test('lets requests in flight finish when it is deleted, and leaves no process', async () => {
    await hosting.deploy('ending', await hosting.simpleConfig('ending-1'));
    const [pid = 0] = pids('ending');
    const late = hosting.invoke('ending', '7', { Accept: 'x-test/wait-300' });
    await eventually(
      () => JSON.stringify(hosting.hosting.state()).includes('"inFlight":1'),
      'the request is in flight',
    );
    await hosting.sagemaker.send(new DeleteEndpointCommand({ EndpointName: 'ending' }));
    expect((await hosting.describe('ending')).EndpointStatus).toBe('Deleting');
    await expect(hosting.invoke('ending')).rejects.toMatchObject({ name: 'ValidationError' });
    expect((await late).body).toContain(':7');
    await eventually(async () => (await hosting.describe('ending').catch(() => undefined)) === undefined, 'deletion');
    expect(isRunning(pid)).toBe(false);
  });

  test('refuses a second endpoint of the same name in whatever case, and lists by status', async () => {
    await hosting.deploy('twin', await hosting.simpleConfig('twin-1'));
    const again = new CreateEndpointCommand({ EndpointName: 'Twin', EndpointConfigName: 'twin-1' });
    await expect(hosting.sagemaker.send(again)).rejects.toThrow(
      `Cannot create already existing endpoint "${ARN}:endpoint/twin".`,
    );
    const { Endpoints } = await hosting.sagemaker.send(
      new ListEndpointsCommand({ StatusEquals: 'InService', NameContains: 'twin' }),
    );
    expect(Endpoints?.map((endpoint) => endpoint.EndpointName)).toEqual(['twin']);
  });
});
