import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, ListTablesCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { CreateRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import {
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  ListEndpointConfigsCommand,
  ListModelsCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { endpointPartition, LedgerSort } from '../../lib/contract';
import { AlertChannel, AlertTopic, ArtifactStore, EncryptionKeys } from '../../lib/foundation';
import { ModelVersion } from '../../lib/registry';
import { GoldenRequest, ReleasedEndpoint } from '../../lib/release';
import { DeploymentPolicy } from '../../lib/serving';
import { LocalAccount } from '../local-aws/account';
import { TINY_MODEL_COMMAND, type TinyModel, writeTinyModel } from './support/tiny-model';

// CDK's built-in template validation costs seconds a synthesis.
process.env['CDK_VALIDATION'] = 'false';

const REGION = 'eu-central-1';
const ENDPOINT = 'flights';

/** One story in one account that enforces IAM: each test goes on from where the one before it left the endpoint. */
describe('a released endpoint, deployed by the CDK CLI', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'released-endpoint-'));
  let account: LocalAccount;
  let first: TinyModel;
  let second: TinyModel;
  let assembly = '';
  let deployments = 0;

  async function deploy({ manifest }: TinyModel, instanceType = 'ml.m5.large') {
    assembly = path.join(folder, `cdk.out.${deployments++}`);
    const app = new App({ outdir: assembly });
    const stack = new Stack(app, 'Flights', { env: { account: account.accountId, region: REGION } });
    const keys = new EncryptionKeys(stack, 'Keys');
    const alerts = new AlertTopic(stack, 'Alerts', { keys, channels: [AlertChannel.email('a@example.com')] });
    new ReleasedEndpoint(stack, 'Endpoint', {
      store: new ArtifactStore(stack, 'Store', { keys, alerts }),
      endpointName: ENDPOINT,
      model: ModelVersion.fromManifest(manifest),
      instanceType,
      scaling: { maxInstances: 4, targetInvocationsPerInstance: 100 },
      goldenRequests: [GoldenRequest.csv('two columns', '120,3')],
      deploymentPolicy: DeploymentPolicy.allAtOnce({
        waitInterval: Duration.seconds(0),
        terminationWait: Duration.seconds(0),
      }),
    });
    app.synth();
    const { exitCode, output } = await account.cdk(['deploy', '--all', '--require-approval', 'never'], {
      app: assembly,
    });
    if (exitCode !== 0) throw new Error(output);
  }

  /** The version that answers, as it says itself. */
  async function answering(): Promise<string | undefined> {
    const runtime = new SageMakerRuntimeClient(account.clientConfig);
    const { Body } = await runtime.send(
      new InvokeEndpointCommand({ EndpointName: ENDPOINT, ContentType: 'text/csv', Body: '120,3' }),
    );
    return Buffer.from(Body ?? [])
      .toString()
      .trim()
      .split(',')[1];
  }

  // biome-ignore lint/suspicious/noExplicitAny: items of several kinds
  async function ledger(): Promise<any[]> {
    const dynamo = new DynamoDBClient(account.clientConfig);
    const { TableNames = [] } = await dynamo.send(new ListTablesCommand({}));
    const { Items = [] } = await dynamo.send(
      new QueryCommand({
        TableName: TableNames[0],
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: endpointPartition(ENDPOINT) } },
      }),
    );
    return Items.map((item) => unmarshall(item));
  }

  const head = async () => (await ledger()).find(({ sk }) => sk === LedgerSort.HEAD);

  /** Starts a machine and waits for its end. */
  async function run(machine: 'release' | 'rollback', input: object): Promise<DescribeExecutionOutput> {
    const states = new SFNClient(account.clientConfig);
    const stateMachineArn = `arn:aws:states:${REGION}:${account.accountId}:stateMachine:${ENDPOINT}-${machine}`;
    const started = await states.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }));
    const entered = await ended(states, started.executionArn);
    const { executionArn } = JSON.parse(entered.output ?? '{}');
    return machine === 'release' || executionArn === undefined ? entered : ended(states, executionArn);
  }

  async function ended(states: SFNClient, executionArn: string | undefined): Promise<DescribeExecutionOutput> {
    for (;;) {
      const execution = await states.send(new DescribeExecutionCommand({ executionArn }));
      if (execution.status !== 'RUNNING') return execution;
      await sleep(100);
    }
  }

  beforeAll(async () => {
    account = await LocalAccount.start({ region: REGION, auth: true });
    await account.bootstrap();
    const write = (version: string) => writeTinyModel(folder, { version, account: account.accountId, region: REGION });
    [first, second] = [await write('1.0.0'), await write('2.0.0')];
    await account.registerImage({ image: first.image, command: TINY_MODEL_COMMAND });
    // The digest of a tiny model's image is that of these words.
    const ecr = new ECRClient(account.clientConfig);
    await ecr.send(new CreateRepositoryCommand({ repositoryName: 'tiny' }));
    await ecr.send(new PutImageCommand({ repositoryName: 'tiny', imageManifest: 'tiny model' }));
  }, 180_000);

  afterAll(async () => {
    await account?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('is made by the release machine, which answers CloudFormation', async () => {
    await deploy(first);
    expect(await answering()).toBe('1.0.0');
    expect(await head()).toMatchObject({ live: 1, lastNumber: 1 });
  }, 240_000);

  test('gets the next version by a deployment', async () => {
    await deploy(second);
    expect(await answering()).toBe('2.0.0');
    expect(await head()).toMatchObject({ live: 2 });
  }, 240_000);

  test('goes back by the machine that does only that, and by nothing else it is asked for', async () => {
    const refused = await run('rollback', { schemaVersion: 1, operation: 'PIN' });
    expect(refused).toMatchObject({ status: 'FAILED', error: 'NotARollback' });
    const { status, output } = await run('rollback', { schemaVersion: 1, operation: 'ROLLBACK', reason: 'too slow' });
    expect(status).toBe('SUCCEEDED');
    expect(JSON.parse(output ?? '{}')).toMatchObject({ state: 'LIVE', release: 3 });
    expect(await answering()).toBe('1.0.0');
  }, 120_000);

  test('keeps what it went back to when a deployment changes something else', async () => {
    await deploy(second, 'ml.m5.xlarge');
    expect(await answering()).toBe('1.0.0');
    const sageMaker = new SageMakerClient(account.clientConfig);
    const { EndpointConfigName } = await sageMaker.send(new DescribeEndpointCommand({ EndpointName: ENDPOINT }));
    const { ProductionVariants } = await sageMaker.send(new DescribeEndpointConfigCommand({ EndpointConfigName }));
    expect(ProductionVariants?.map(({ InstanceType }) => InstanceType)).toEqual(['ml.m5.xlarge']);
  }, 240_000);

  test('leaves its ledger behind, and nothing in SageMaker', async () => {
    const { exitCode, output } = await account.cdk(['destroy', '--all', '--force'], { app: assembly });
    expect([exitCode, output]).toEqual([0, output]);
    const sageMaker = new SageMakerClient(account.clientConfig);
    await expect(sageMaker.send(new DescribeEndpointCommand({ EndpointName: ENDPOINT }))).rejects.toThrow(
      /Could not find/,
    );
    expect((await sageMaker.send(new ListEndpointConfigsCommand({}))).EndpointConfigs).toEqual([]);
    expect((await sageMaker.send(new ListModelsCommand({}))).Models).toEqual([]);
    const events = (await ledger()).filter(({ sk }) => sk.startsWith(LedgerSort.EVENTS)).map(({ event }) => event);
    expect(events.filter((event) => event === 'LIVE')).toHaveLength(4);
    expect(events).toContain('REMOVED');
  }, 240_000);
});
