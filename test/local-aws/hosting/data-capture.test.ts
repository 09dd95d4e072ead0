import { type DataCaptureConfig, UpdateEndpointCommand } from '@aws-sdk/client-sagemaker';
import { eventually, HostingUnderTest, variant } from './testing/hosting-under-test';

const KEY = 'arn:aws:kms:eu-central-1:000000000000:key/capture';
const capture = (more: Partial<DataCaptureConfig> = {}): DataCaptureConfig => ({
  EnableCapture: true,
  InitialSamplingPercentage: 100,
  DestinationS3Uri: 's3://data/capture/c1',
  CaptureOptions: [{ CaptureMode: 'Input' }, { CaptureMode: 'Output' }],
  CaptureContentTypeHeader: { CsvContentTypes: ['text/csv'], JsonContentTypes: ['application/json'] },
  ...more,
});

describe('data capture', () => {
  let hosting: HostingUnderTest;

  beforeEach(async () => {
    hosting = await HostingUnderTest.start({
      captureFlushSeconds: 60,
      captureFlushRecords: 10,
      captureFlushBytes: 20_000,
      seed: 5,
    });
  });
  afterEach(() => hosting.stop());

  async function deploy(config: DataCaptureConfig, environment: Record<string, string> = {}): Promise<void> {
    const ProductionVariants = [variant('main', await hosting.model(environment))];
    await hosting.deploy('flights', await hosting.config('c1', { ProductionVariants, DataCaptureConfig: config }));
  }
  const at = (time: string, body = '1,2', headers: Record<string, string> = {}) =>
    hosting.raw('flights', { body, headers: { 'content-type': 'text/csv', 'x-local-time': time, ...headers } });
  const places = () => [...hosting.account.objects.keys()];

  test('writes request, answer and metadata to the place of the hour, encrypted with the key', async () => {
    await deploy(capture({ KmsKeyId: KEY }), { MODEL_NAME: 'v1' });
    await at('2001-04-02T05:07:09.042Z', '3,4', {
      'x-amzn-sagemaker-inference-id': 'flight-17',
      'x-amzn-sagemaker-custom-attributes': 'replay',
    });
    await hosting.flush();
    expect(places()).toEqual([
      expect.stringMatching(/^data\/capture\/c1\/flights\/main\/2001\/04\/02\/05\/07-09-042-[0-9a-f-]{36}\.jsonl$/),
    ]);
    expect(hosting.account.objects.get(places()[0] ?? '')?.headers).toMatchObject({
      'x-amz-server-side-encryption': 'aws:kms',
      'x-amz-server-side-encryption-aws-kms-key-id': KEY,
    });
    expect(hosting.account.captured()).toEqual([
      {
        captureData: {
          endpointInput: { observedContentType: 'text/csv', mode: 'INPUT', data: '3,4', encoding: 'CSV' },
          endpointOutput: { observedContentType: 'text/csv', mode: 'OUTPUT', data: 'v1:3,4', encoding: 'CSV' },
        },
        eventMetadata: {
          eventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          inferenceId: 'flight-17',
          customAttributes: ['replay'],
          inferenceTime: '2001-04-02T05:07:09Z',
        },
        eventVersion: '0',
      },
    ]);
  });

  test('puts requests on both sides of an hour of the replay into different objects', async () => {
    await deploy(capture());
    for (const time of ['05:59:59.999Z', '06:00:00.000Z', '05:59:59.000Z']) await at(`2001-04-02T${time}`);
    await hosting.flush();
    const lines = (hour: string) => hosting.account.captured(`data/capture/c1/flights/main/2001/04/02/${hour}/`).length;
    expect([lines('05'), lines('06')]).toEqual([2, 1]);
  });

  test('uses the wall clock where the request says no time', async () => {
    await deploy(capture());
    const before = new Date(Math.floor(Date.now() / 1000) * 1000);
    await hosting.invoke('flights');
    await hosting.flush();
    const time = new Date(hosting.account.captured()[0]?.eventMetadata.inferenceTime ?? '');
    expect(time.getTime()).toBeGreaterThanOrEqual(before.getTime());
    expect(time.getTime()).toBeLessThanOrEqual(Date.now());
  });

  test('writes an object as soon as it has enough records', async () => {
    await deploy(capture());
    for (let index = 0; index < 25; index += 1) await at('2001-04-02T05:00:00Z', String(index));
    await eventually(() => hosting.account.captured().length === 20, 'two full objects');
    expect(places()).toHaveLength(2);
    await hosting.flush();
    const bodies = hosting.account.captured().map((line) => line.captureData.endpointInput?.data);
    expect(bodies.sort((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 25 }, (_, index) => String(index)),
    );
    expect(new Set(hosting.account.captured().map((line) => line.eventMetadata.eventId)).size).toBe(25);
  });

  test('writes an object as soon as it is large enough', async () => {
    await deploy(capture());
    await at('2001-04-02T05:00:00Z', '1'.repeat(15_000));
    await eventually(() => places().length === 1, 'an object of more than 20,000 bytes');
  });

  test('writes what there is after the flush interval', async () => {
    const own = await HostingUnderTest.start({ captureFlushSeconds: 0.2 });
    try {
      const ProductionVariants = [variant('main', await own.model())];
      await own.deploy('e', await own.config('c', { ProductionVariants, DataCaptureConfig: capture() }));
      await own.invoke('e');
      await eventually(() => own.account.captured().length === 1, 'the flush by time');
    } finally {
      await own.stop();
    }
  });

  test('samples about as many requests as it is told to', async () => {
    await deploy(capture({ InitialSamplingPercentage: 30 }));
    await Promise.all(Array.from({ length: 300 }, () => at('2001-04-02T05:00:00Z')));
    await hosting.flush();
    // 3 standard deviations of a binomial with n = 300, p = 0.3 are 24.
    expect(Math.abs(hosting.account.captured().length - 90)).toBeLessThan(24);
  });

  test.each([
    ['0 percent', capture({ InitialSamplingPercentage: 0 })],
    ['capture switched off', capture({ EnableCapture: false })],
  ])('captures nothing with %s', async (_, config) => {
    await deploy(config);
    for (let index = 0; index < 10; index += 1) await hosting.invoke('flights');
    await hosting.flush();
    expect(places()).toEqual([]);
  });

  test('captures no request that the model failed', async () => {
    await deploy(capture());
    await at('2001-04-02T05:00:00Z', 'x', { accept: 'x-test/fails' });
    await hosting.flush();
    expect(places()).toEqual([]);
  });

  test('loses no line when the bucket refuses a while, and says so on flush', async () => {
    await deploy(capture());
    await at('2001-04-02T05:00:00Z');
    hosting.account.failingPuts = 1;
    await expect(hosting.flush()).rejects.toThrow('1 captured records of flights/main: ');
    await at('2001-04-02T05:00:01Z');
    await hosting.flush();
    expect(hosting.account.captured()).toHaveLength(2);
    expect(hosting.problems.join()).toContain('kept and tried again');
  });

  test('gives up lines that can never be written, and says so', async () => {
    await deploy(capture());
    await at('2001-04-02T05:00:00Z');
    hosting.account.failingPuts = 5;
    for (let attempt = 0; attempt < 5; attempt += 1) await hosting.flush().catch(() => {});
    await hosting.flush();
    expect(hosting.account.captured()).toEqual([]);
    expect(hosting.problems.join()).toContain('gave up 1 captured records of flights/main after 5 attempts');
  });

  test('writes to the prefix of the configuration that served the request, across an update', async () => {
    await deploy(capture());
    await at('2001-04-02T05:00:00Z', 'old');
    const ProductionVariants = [variant('main', await hosting.model())];
    const next = capture({ DestinationS3Uri: 's3://data/capture/c2' });
    await hosting.config('c2', { ProductionVariants, DataCaptureConfig: next });
    await hosting.sagemaker.send(new UpdateEndpointCommand({ EndpointName: 'flights', EndpointConfigName: 'c2' }));
    await hosting.settled('flights', 'InService');
    await at('2001-04-02T05:00:00Z', 'new');
    await hosting.flush();
    const bodies = (prefix: string) =>
      hosting.account.captured(`data/capture/${prefix}/`).map((line) => line.captureData.endpointInput?.data);
    expect([bodies('c1'), bodies('c2')]).toEqual([['old'], ['new']]);
  });

  test('keeps the capture settings of the endpoint when all variant properties are retained', async () => {
    await deploy(capture());
    const ProductionVariants = [variant('main', await hosting.model())];
    await hosting.config('c2', { ProductionVariants });
    await hosting.sagemaker.send(
      new UpdateEndpointCommand({
        EndpointName: 'flights',
        EndpointConfigName: 'c2',
        RetainAllVariantProperties: true,
      }),
    );
    const { DataCaptureConfig } = await hosting.settled('flights', 'InService');
    expect(DataCaptureConfig).toMatchObject({ CaptureStatus: 'Started', DestinationS3Uri: 's3://data/capture/c1' });
  });

  test('writes what is gathered before a reset forgets the account', async () => {
    await deploy(capture());
    await at('2001-04-02T05:00:00Z');
    const answer = await fetch(`${hosting.url}/_local/reset`, { method: 'POST' });
    expect(answer.status).toBe(200);
    expect(hosting.account.captured()).toHaveLength(1);
    await expect(hosting.describe('flights')).rejects.toThrow('Could not find endpoint');
  });
});
