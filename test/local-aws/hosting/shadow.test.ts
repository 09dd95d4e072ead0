import { eventually, HostingUnderTest, variant } from './testing/hosting-under-test';

const CAPTURE = {
  EnableCapture: true,
  InitialSamplingPercentage: 100,
  DestinationS3Uri: 's3://data/capture',
  CaptureOptions: [{ CaptureMode: 'InputAndOutput' as const }],
  CaptureContentTypeHeader: { CsvContentTypes: ['text/csv'] },
};

describe('a shadow variant', () => {
  let hosting: HostingUnderTest;

  beforeEach(async () => {
    hosting = await HostingUnderTest.start({ seed: 2, modelTimeout: 2 });
  });
  afterEach(() => hosting.stop());

  async function deploy(
    shadow: { behaviour?: string; weight?: number },
    productionBehaviour = 'healthy',
  ): Promise<void> {
    const production = await hosting.model({ MODEL_NAME: 'live', MODEL_BEHAVIOUR: productionBehaviour });
    const copy = await hosting.model({ MODEL_NAME: 'shadow', MODEL_BEHAVIOUR: shadow.behaviour ?? 'healthy' });
    await hosting.config('pair', {
      ProductionVariants: [variant('live', production, { InitialVariantWeight: 1 })],
      ShadowProductionVariants: [variant('shadow', copy, { InitialVariantWeight: shadow.weight ?? 1 })],
      DataCaptureConfig: CAPTURE,
    });
    await hosting.deploy('pair', 'pair');
  }
  /** A flush waits for the copies that are on their way. */
  async function copies(expected: number): Promise<void> {
    await hosting.flush();
    expect(hosting.account.sum('Invocations', 'shadow')).toBe(expected);
  }

  test('gets a copy of every request, which the caller never sees, with lines and metrics of its own', async () => {
    await deploy({});
    for (let index = 0; index < 5; index += 1) {
      const answer = await hosting.invoke('pair', String(index), { InferenceId: `request-${index}` });
      expect(answer).toMatchObject({ body: `live:${index}`, variant: 'live' });
    }
    await copies(5);
    expect(hosting.account.sum('Invocations', 'live')).toBe(5);
    const lines = (name: string) =>
      hosting.account
        .captured(`data/capture/pair/${name}/`)
        .map((line) => [line.eventMetadata.inferenceId, line.captureData.endpointOutput?.data])
        .sort();
    expect(lines('live')).toEqual([0, 1, 2, 3, 4].map((index) => [`request-${index}`, `live:${index}`]));
    expect(lines('shadow')).toEqual([0, 1, 2, 3, 4].map((index) => [`request-${index}`, `shadow:${index}`]));
    const events = hosting.account.captured().map((line) => line.eventMetadata.eventId);
    expect(new Set(events).size).toBe(10);
  });

  test.each(['fails', 'garbage', 'hangs', 'huge'])('that %s does not touch the caller', async (behaviour) => {
    await deploy({ behaviour });
    const started = Date.now();
    for (let index = 0; index < 3; index += 1) expect((await hosting.invoke('pair', '1')).body).toBe('live:1');
    expect(Date.now() - started).toBeLessThan(5500);
    await copies(3);
    expect(hosting.account.sum('InvocationModelErrors', 'shadow')).toBe(3);
    expect(hosting.account.sum('InvocationModelErrors', 'live')).toBe(0);
  });

  test('that died leaves the endpoint serving and is started again', async () => {
    await deploy({ behaviour: 'dies' });
    for (let index = 0; index < 5; index += 1) expect((await hosting.invoke('pair', '1')).body).toBe('live:1');
    await eventually(() => JSON.stringify(hosting.hosting.state()).includes('"restarts":1'), 'restart of the shadow');
  });

  test('still gets its copy when the production variant fails', async () => {
    await deploy({}, 'fails');
    await expect(hosting.invoke('pair', '1')).rejects.toMatchObject({ name: 'ModelError' });
    await copies(1);
    expect(hosting.account.sum('InvocationModelErrors', 'shadow')).toBe(0);
    expect(hosting.account.captured('data/capture/pair/live/')).toEqual([]);
    expect(hosting.account.captured('data/capture/pair/shadow/')).toHaveLength(1);
  });

  test('gets the share of copies that its weight says', async () => {
    await deploy({ weight: 0.25 });
    await Promise.all(Array.from({ length: 200 }, () => hosting.invoke('pair', '1')));
    await hosting.flush();
    // 3 standard deviations of a binomial with n = 200, p = 0.25 are 19.
    expect(Math.abs(hosting.account.sum('Invocations', 'shadow') - 50)).toBeLessThan(19);
  });

  test('cannot be called by name', async () => {
    await deploy({});
    await expect(hosting.invoke('pair', '1', { TargetVariant: 'shadow' })).rejects.toMatchObject({
      name: 'ValidationError',
    });
  });

  test('shows in DescribeEndpoint beside the production variant', async () => {
    await deploy({ weight: 0.5 });
    expect(await hosting.describe('pair')).toMatchObject({
      ProductionVariants: [{ VariantName: 'live', CurrentWeight: 1 }],
      ShadowProductionVariants: [{ VariantName: 'shadow', CurrentWeight: 0.5 }],
      DataCaptureConfig: { EnableCapture: true, CaptureStatus: 'Started', CurrentSamplingPercentage: 100 },
    });
  });
});
