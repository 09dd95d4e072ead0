import { ApplicationAutoScalingClient, DescribeScalableTargetsCommand } from '@aws-sdk/client-application-auto-scaling';
import { DescribeEndpointCommand, DescribeEndpointConfigCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import type { Stack } from 'aws-cdk-lib';
import { ModelVersion } from '../../lib/registry';
import type { ExistingEndpointProps } from '../../lib/release';
import { ModelEndpoint } from '../../lib/serving';
import { AT_ONCE, brokenAfter, type FlightsProps, flights, storeOf } from './support/flights';
import { ReleasedStack } from './support/released-stack';
import type { TinyModel } from './support/tiny-model';
import type { ConstantTraffic } from './support/traffic';

const ENDPOINT = 'flights';
const SCALING = { maxInstances: 4, targetInvocationsPerInstance: 100 };

/** The steps of docs/move-an-endpoint.md, in their order, under traffic that never stops. */
describe('an endpoint of ModelEndpoint moves to ReleasedEndpoint', () => {
  let released: ReleasedStack;
  let traffic: ConstantTraffic;
  let model: TinyModel;
  let existing: ExistingEndpointProps;

  const owned = (moves: boolean) => (stack: Stack) => {
    const endpoint = new ModelEndpoint(stack, 'Endpoint', {
      store: storeOf(stack),
      endpointName: ENDPOINT,
      productionVariants: [{ model: ModelVersion.fromManifest(model.manifest), scaling: SCALING }],
      deploymentPolicy: AT_ONCE,
    });
    if (moves) endpoint.retainForMove();
  };

  const moved = (beside?: FlightsProps['beside']) =>
    flights(ENDPOINT, model, { adoptExisting: existing, scaling: SCALING, beside });

  async function describeEndpoint() {
    const sageMaker = new SageMakerClient(released.account.clientConfig);
    const endpoint = await sageMaker.send(new DescribeEndpointCommand({ EndpointName: ENDPOINT }));
    const { EndpointConfigName } = endpoint;
    const config = await sageMaker.send(new DescribeEndpointConfigCommand({ EndpointConfigName }));
    const modelNames = (config.ProductionVariants ?? []).map(({ ModelName = '' }) => ModelName);
    return { status: endpoint.EndpointStatus, endpointConfigName: EndpointConfigName ?? '', modelNames };
  }

  beforeAll(async () => {
    released = await ReleasedStack.start(ENDPOINT);
    await released.account.scaleWaits(0.1);
    model = await released.version('1.0.0');
    await released.deploy(owned(false));
    traffic = released.traffic(2, 5);
  }, 240_000);

  afterAll(async () => {
    await traffic?.stop();
    await released?.stop();
  });

  test('first it is deployed so that it stays when its construct goes', async () => {
    await released.deploy(owned(true));
    const { endpointConfigName, modelNames } = await describeEndpoint();
    existing = { endpointConfigName, modelNames };
  }, 240_000);

  test('a move that fails half way leaves the endpoint as it was, in the hands of CloudFormation', async () => {
    const { exitCode, output } = await released.tryDeploy(moved(brokenAfter));
    expect([exitCode, output]).toEqual([1, expect.stringContaining('nobody-made-it')]);
    expect(await describeEndpoint()).toEqual({ ...existing, status: 'InService' });
    expect(traffic.failures).toEqual([]);
  }, 240_000);

  test('then the released endpoint takes its place, and what served is release 0', async () => {
    await released.deploy(moved());
    expect(await released.head()).toMatchObject({ live: 1, lastNumber: 1 });
    expect(await released.release(0)).toMatchObject({ endpointConfigName: existing.endpointConfigName, number: 0 });
    expect((await describeEndpoint()).endpointConfigName).not.toBe(existing.endpointConfigName);
    expect(traffic.failures).toEqual([]);
  }, 240_000);

  test('it scales as before, and can go back to what it was', async () => {
    const scaling = new ApplicationAutoScalingClient(released.account.clientConfig);
    const { ScalableTargets = [] } = await scaling.send(
      new DescribeScalableTargetsCommand({ ServiceNamespace: 'sagemaker' }),
    );
    expect(ScalableTargets).toMatchObject([{ ResourceId: `endpoint/${ENDPOINT}/variant/champion`, MaxCapacity: 4 }]);
    const back = await released.run('rollback', { schemaVersion: 1, operation: 'ROLLBACK', to: 0 });
    expect([back.status, back.cause]).toEqual(['SUCCEEDED', undefined]);
    expect((await describeEndpoint()).endpointConfigName).toBe(existing.endpointConfigName);
  }, 120_000);

  test('no request failed meanwhile', async () => {
    await traffic.stop();
    expect(traffic.failures).toEqual([]);
    expect([...traffic.answers.keys()]).toEqual(['1.0.0']);
    expect(traffic.answers.get('1.0.0')).toBeGreaterThan(100);
  });
});
