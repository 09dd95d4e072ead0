import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeEndpointCommand, UpdateEndpointCommand } from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { LocalAccount } from './account';
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
  await model.deploy('flights', await model.config('v1'));
  await model.config('v2');
});

const once = { maxAttempts: 1 };
const update = (settings: { maxAttempts?: number } = {}) =>
  new ServedModel(account, settings).sagemaker.send(
    new UpdateEndpointCommand({ EndpointName: 'flights', EndpointConfigName: 'v2' }),
  );
const updateEndpoint = { service: 'sagemaker', action: 'UpdateEndpoint' } as const;

test('a throttled call has no effect, and the SDK tries it again', async () => {
  await account.injectFault({ ...updateEndpoint, kind: 'throttle', times: 2 });
  await expect(update(once)).rejects.toMatchObject({ name: 'ThrottlingException', message: 'Rate exceeded' });
  expect(await model.describe('flights')).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'v1' });
  await update({ maxAttempts: 2 });
  expect((await model.settled('flights')).EndpointConfigName).toBe('v2');
  expect(await account.pendingFaults()).toEqual([]);
});

test('a call whose answer is lost has taken effect', async () => {
  await account.injectFault({ ...updateEndpoint, kind: 'answer-lost' });
  await expect(update(once)).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
  expect((await model.settled('flights')).EndpointConfigName).toBe('v2');
});

test('a lost answer shows an SDK that tries again what the first call has left', async () => {
  await account.setHosting({ launchDelaySeconds: 1 });
  await account.injectFault({ ...updateEndpoint, kind: 'answer-lost' });
  await expect(update()).rejects.toThrow('Cannot update in-progress endpoint');
});

test('a call that is to fail does so with the given words, is not tried again, and only as often as asked', async () => {
  await account.injectFault({ ...updateEndpoint, kind: 'fail', message: 'The moon is full.' });
  await expect(update()).rejects.toMatchObject({ name: 'ValidationException', message: 'The moon is full.' });
  await update();
  expect((await model.settled('flights')).EndpointConfigName).toBe('v2');
});

test('other actions and services are not met', async () => {
  await account.injectFault({ ...updateEndpoint, kind: 'fail' });
  await model.sagemaker.send(new DescribeEndpointCommand({ EndpointName: 'flights' }));
  await new S3Client(account.clientConfig).send(new CreateBucketCommand({ Bucket: 'untouched' }));
  expect(await account.pendingFaults()).toEqual([{ ...updateEndpoint, kind: 'fail', times: 1 }]);
});

test('invocations, and services with an XML protocol, meet faults too', async () => {
  await account.injectFault({ service: 'sagemaker', action: 'InvokeEndpoint', kind: 'throttle' });
  await account.injectFault({ service: 's3', action: 'CreateBucket', kind: 'throttle' });
  const runtime = new SageMakerRuntimeClient({ ...account.clientConfig, ...once });
  const invoke = () => runtime.send(new InvokeEndpointCommand({ EndpointName: 'flights', Body: '1' }));
  await expect(invoke()).rejects.toMatchObject({ name: 'ThrottlingException' });
  await expect(invoke()).resolves.toBeDefined();
  const s3 = new S3Client({ ...account.clientConfig, ...once });
  const create = () => s3.send(new CreateBucketCommand({ Bucket: 'slow' }));
  await expect(create()).rejects.toMatchObject({ name: 'SlowDown', $metadata: { httpStatusCode: 503 } });
  await expect(create()).resolves.toBeDefined();
});

test('a fault is no denial: rights have forbidden nobody anything', async () => {
  await account.injectFault({ ...updateEndpoint, kind: 'fail' });
  await expect(update(once)).rejects.toMatchObject({ name: 'ValidationException' });
  expect(await account.denials()).toEqual([]);
});

test('a reset clears faults', async () => {
  await account.injectFault({ service: 'sagemaker', action: 'ListModels', kind: 'fail', times: 5 });
  await account.reset();
  expect(await account.pendingFaults()).toEqual([]);
});

test('a fault that could never be met is refused, with all that is wrong with it', async () => {
  const wrong = { service: 'sagemeker', action: 'UpdateEndpoint', kind: 'explode' as 'fail', times: 0 };
  await expect(account.injectFault(wrong)).rejects.toThrow(/service is .*sagemeker.*kind is .*explode.*times is 0/);
  await expect(account.injectFault({ ...updateEndpoint, kind: 'fail', times: 1.5 })).rejects.toThrow('a whole number');
});
