import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { LocalAccount } from './account';
import { callJson } from './fixtures/raw-call';
import { Stacks } from './fixtures/stacks';
import { endpointTemplate } from './fixtures/templates';

jest.setTimeout(60_000);

let account: LocalAccount;

beforeAll(async () => {
  account = await LocalAccount.start();
});
afterAll(() => account?.stop());

const states = (operation: string, body: object) => callJson(account, 'states', `AWSStepFunctions.${operation}`, body);
let machines = 0;

/** Runs a definition and returns how it ended. */
async function run(
  definition: object,
  input: object = {},
): Promise<{ status: string; output: unknown; cause: string }> {
  const name = `machine-${++machines}`;
  const roleArn = 'arn:aws:iam::000000000000:role/machine';
  const { stateMachineArn } = await states('CreateStateMachine', {
    name,
    roleArn,
    definition: JSON.stringify(definition),
  });
  const { executionArn } = await states('StartExecution', { stateMachineArn, input: JSON.stringify(input) });
  for (;;) {
    const execution = await states('DescribeExecution', { executionArn });
    if (execution.status !== 'RUNNING') {
      const output = JSON.parse(String(execution.output ?? 'null'));
      return { status: String(execution.status), output, cause: `${execution.error}: ${execution.cause}` };
    }
    await sleep(50);
  }
}
const only = (state: object) => ({ StartAt: 'Only', States: { Only: { ...state, End: true } } });

test('a state machine calls SageMaker, and sees its refusals as errors of SageMaker', async () => {
  const image = 'local/model:1';
  await account.registerImage({ image, command: [process.execPath, join(__dirname, 'fixtures/model-server.cjs')] });
  await new Stacks(account).create('serving', endpointTemplate({ image, endpointName: 'flights' }));
  const describe = (EndpointName: string) =>
    only({
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:sagemaker:describeEndpoint',
      Parameters: { EndpointName },
    });
  expect(await run(describe('flights'))).toMatchObject({
    status: 'SUCCEEDED',
    output: { EndpointStatus: 'InService' },
  });
  const unknown = await run(describe('nobody'));
  expect(unknown.status).toBe('FAILED');
  expect(unknown.cause).toMatch(/SageMaker.*Could not find endpoint/s);
});

test('a state machine registers and deregisters a scalable target', async () => {
  const target = {
    ServiceNamespace: 'sagemaker',
    ResourceId: 'endpoint/flights/variant/primary',
    ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
  };
  const call = (operation: string, Parameters: object) =>
    only({ Type: 'Task', Resource: `arn:aws:states:::aws-sdk:applicationautoscaling:${operation}`, Parameters });
  const registered = await run(call('registerScalableTarget', { ...target, MinCapacity: 1, MaxCapacity: 2 }));
  expect(registered).toMatchObject({ status: 'SUCCEEDED' });
  const described = await run(call('describeScalableTargets', { ServiceNamespace: 'sagemaker' }));
  expect(described.output).toMatchObject({ ScalableTargets: [{ ...target, MaxCapacity: 2 }] });
  expect(await run(call('deregisterScalableTarget', target))).toMatchObject({ status: 'SUCCEEDED' });
  expect((await run(call('deregisterScalableTarget', target))).cause).toContain('ObjectNotFound');
});

describe('a distributed map', () => {
  const s3 = () => new S3Client(account.clientConfig);
  const child = (state: object) => ({
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: 'Child',
    States: { Child: { ...state, End: true } },
  });
  const read = async (Key: string) => {
    const { Body } = await s3().send(new GetObjectCommand({ Bucket: 'results', Key }));
    return JSON.parse((await Body?.transformToString()) ?? 'null');
  };

  beforeAll(async () => {
    for (const Bucket of ['captured', 'results']) await s3().send(new CreateBucketCommand({ Bucket }));
    for (const index of [1, 2, 3, 4, 5]) {
      await s3().send(new PutObjectCommand({ Bucket: 'captured', Key: `part/${index}`, Body: 'x' }));
    }
  });

  const writer = {
    Resource: 'arn:aws:states:::s3:putObject',
    Parameters: { Bucket: 'results', 'Prefix.$': '$.prefix' },
  };

  test('hands objects over in batches with the shared input, and writes results and manifest', async () => {
    const { status, output } = await run(
      only({
        Type: 'Map',
        ItemReader: {
          Resource: 'arn:aws:states:::s3:listObjectsV2',
          Parameters: { Bucket: 'captured', Prefix: 'part/' },
        },
        ItemSelector: { 'key.$': '$$.Map.Item.Value.Key' },
        ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { 'window.$': '$.window' } },
        ItemProcessor: child({ Type: 'Pass' }),
        ResultWriter: writer,
      }),
      { prefix: 'run', window: '2001-04-02' },
    );
    expect(status).toBe('SUCCEEDED');
    const { Key } = (output as { ResultWriterDetails: { Key: string } }).ResultWriterDetails;
    const manifest = await read(Key);
    expect(manifest).toMatchObject({ DestinationBucket: 'results', ResultFiles: { FAILED: [], PENDING: [] } });
    const rows = await read(manifest.ResultFiles.SUCCEEDED[0].Key);
    const inputs = rows.map((row: { Input: string }) => JSON.parse(row.Input));
    expect(inputs.map((input: { Items: unknown[] }) => input.Items.length).sort()).toEqual([1, 2, 2]);
    expect(inputs.flatMap((input: { Items: { key: string }[] }) => input.Items.map((item) => item.key)).sort()).toEqual(
      ['part/1', 'part/2', 'part/3', 'part/4', 'part/5'],
    );
    expect(inputs.every((input: { BatchInput: object }) => 'window' in input.BatchInput)).toBe(true);
  });

  test('writes down which items failed, and fails', async () => {
    const { status } = await run(
      only({
        Type: 'Map',
        ItemsPath: '$.items',
        ItemProcessor: child({
          Type: 'Task',
          Resource: 'arn:aws:states:::aws-sdk:sagemaker:describeEndpoint',
          Parameters: { EndpointName: 'nobody' },
        }),
        ResultWriter: writer,
      }),
      { prefix: 'failing', items: [1] },
    );
    expect(status).toBe('FAILED');
  });
});
