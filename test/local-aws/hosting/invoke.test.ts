import { eventually, HostingUnderTest, IMAGE, variant } from './testing/hosting-under-test';

describe('InvokeEndpoint', () => {
  let hosting: HostingUnderTest;

  beforeAll(async () => {
    hosting = await HostingUnderTest.start({ modelTimeout: 3, seed: 7 });
    await hosting.deploy('flights', await hosting.simpleConfig('flights-1', { MODEL_NAME: 'v1' }));
  });
  afterAll(() => hosting.stop());

  /** A request that makes the model behave in a certain way. */
  const asking = (behaviour: string, input = {}) =>
    hosting.invoke('flights', 'x', { Accept: `x-test/${behaviour}`, ...input });

  test('gives the container its body and content type and gives back the answer with the variant', async () => {
    const prediction = await hosting.invoke('flights', '3,4', { ContentType: 'text/csv' });
    expect(prediction).toMatchObject({ body: 'v1:3,4', contentType: 'text/csv', variant: 'main' });
  });

  test('passes bytes through unchanged', async () => {
    const bytes = Buffer.from([0, 255, 10, 13, 128]);
    const answer = await hosting.raw('flights', { body: bytes, headers: { 'content-type': 'application/x-npy' } });
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(
      Buffer.concat([Buffer.from('v1:'), Buffer.from(bytes.toString('latin1'))]),
    );
  });

  test('hands custom attributes to the container and its own back to the caller', async () => {
    const prediction = await hosting.invoke('flights', '1', { CustomAttributes: 'trace=9' });
    expect(prediction.customAttributes).toBe('trace=9;seen-by=v1');
  });

  test.each([
    ['refuses', 400, 'Received client error (400) from primary with message "column 3 is no number: x"'],
    ['fails', 500, 'Received server error (500) from primary with message "Traceback: division by zero"'],
  ])('answers 424 ModelError with the original status when the container %s', async (behaviour, status, message) => {
    await expect(asking(behaviour)).rejects.toMatchObject({
      name: 'ModelError',
      $metadata: { httpStatusCode: 424 },
      OriginalStatusCode: status,
      message: expect.stringContaining(message),
    });
  });

  test.each([
    ['hangs', 'Your invocation timed out while waiting for a response from container primary.'],
    ['drips', 'Your invocation timed out while waiting for a response from container primary.'],
    ['garbage', 'The connection to container primary failed'],
    ['huge', 'larger than the limit'],
  ])('answers ModelError when the container %s', async (behaviour, message) => {
    await expect(asking(behaviour)).rejects.toMatchObject({
      name: 'ModelError',
      OriginalStatusCode: 0,
      message: expect.stringContaining(message),
    });
  });

  test('starts a container again that died in mid-request, and is unavailable meanwhile', async () => {
    await hosting.deploy('mortal', await hosting.simpleConfig('mortal-1'));
    await expect(hosting.invoke('mortal', 'x', { Accept: 'x-test/dies' })).rejects.toMatchObject({
      name: 'ModelError',
    });
    const outcomes: string[] = [];
    const serves = async () => {
      const outcome = await hosting.invoke('mortal').then(
        () => 'served',
        (error) => `${error.name} ${error.$metadata.httpStatusCode}`,
      );
      outcomes.push(outcome);
      return outcome === 'served';
    };
    await eventually(serves, 'restart');
    expect(outcomes).toContain('ServiceUnavailable 503');
    expect(JSON.stringify(hosting.hosting.state())).toContain('"restarts":1');
  });

  test('refuses an endpoint that does not exist as the service does', async () => {
    await expect(hosting.invoke('nowhere')).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Endpoint nowhere of account 000000000000 not found.',
      $metadata: { httpStatusCode: 400 },
    });
  });

  test('refuses a target variant that does not exist', async () => {
    await expect(hosting.invoke('flights', '1', { TargetVariant: 'other' })).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining('Variant other not found'),
    });
  });

  test('accepts a payload of 6 MiB and refuses one byte more', async () => {
    const limit = 6 * 1024 * 1024;
    // The model answers with its name before the body, so the largest body that comes back is smaller by that much.
    const accepted = await hosting.raw('flights', { body: Buffer.alloc(limit - 3, '1') });
    expect((await accepted.arrayBuffer()).byteLength).toBe(limit);
    const refused = await hosting.raw('flights', { body: Buffer.alloc(limit + 1) });
    expect(refused.status).toBe(413);
    expect(await refused.json()).toMatchObject({ message: `HTTP content length exceeded ${limit} bytes.` });
  });

  test.each([
    ['x-amzn-sagemaker-inference-id', 'a'.repeat(65), 'length less than or equal to 64'],
    ['x-amzn-sagemaker-target-variant', 'no spaces', 'regular expression pattern'],
    ['x-amzn-sagemaker-custom-attributes', 'a'.repeat(1025), 'length less than or equal to 1024'],
    ['x-amzn-sagemaker-target-model', 'a.tar.gz', 'not emulated'],
    ['x-local-time', 'yesterday', 'expected a time with its zone'],
    ['x-local-time', '2001-04-01T10:00:00', 'expected a time with its zone'],
    ['x-local-time', '2001-13-01T10:00:00Z', 'expected a time with its zone'],
  ])('refuses the header %s: %s', async (name, value, message) => {
    const answer = await hosting.raw('flights', { body: '1', headers: { [name]: value } });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('x-amzn-errortype')).toBe('ValidationError');
    expect(await answer.json()).toMatchObject({ message: expect.stringContaining(message) });
  });

  test('serves several requests of one container at the same time', async () => {
    const started = Date.now();
    await Promise.all(Array.from({ length: 20 }, () => asking('wait-300')));
    expect(Date.now() - started).toBeLessThan(4000);
  });

  test('counts requests, errors and latencies in the units of CloudWatch', async () => {
    await hosting.deploy('metered', await hosting.simpleConfig('metered-1', {}, 2));
    const at = '2001-04-03T09:59:59.900Z';
    const call = (accept: string) => hosting.raw('metered', { body: '1', headers: { accept, 'x-local-time': at } });
    for (const behaviour of ['healthy', 'wait-30', 'refuses', 'fails', 'garbage']) await call(`x-test/${behaviour}`);
    await hosting.flush();
    const mine = hosting.account.metrics.filter((datum) => datum.Dimensions[0]?.Value === 'metered');
    const total = (name: string, dimensions: number) =>
      mine
        .filter((datum) => datum.MetricName === name && datum.Dimensions.length === dimensions)
        .flatMap((datum) => datum.Values.map((value, index) => value * (datum.Counts[index] ?? 0)))
        .reduce((sum, value) => sum + value, 0);
    for (const dimensions of [2, 3]) {
      expect(total('Invocations', dimensions)).toBe(5);
      expect(total('InvocationsPerInstance', dimensions)).toBe(2.5);
      expect(total('Invocation4XXErrors', dimensions)).toBe(1);
      expect(total('Invocation5XXErrors', dimensions)).toBe(2);
      expect(total('InvocationModelErrors', dimensions)).toBe(3);
    }
    const latencies = mine.filter((datum) => datum.MetricName === 'ModelLatency' && datum.Dimensions.length === 2);
    expect(Math.max(...latencies.flatMap((datum) => datum.Values))).toBeGreaterThan(30_000);
    expect(new Set(latencies.map((datum) => datum.Unit))).toEqual(new Set(['Microseconds']));
    expect(mine.map((datum) => datum.Timestamp)).toEqual(mine.map(() => Date.parse('2001-04-03T09:59:59Z') / 1000));
    expect(mine.find((datum) => datum.Dimensions.length === 3)?.Dimensions).toEqual([
      { Name: 'EndpointName', Value: 'metered' },
      { Name: 'VariantName', Value: 'main' },
      { Name: 'EndpointConfigName', Value: 'metered-1' },
    ]);
    expect([...hosting.account.metricNamespaces]).toEqual(['AWS/SageMaker']);
  });

  test('counts nothing where no container was asked', async () => {
    await hosting.flush();
    const before = hosting.account.sum('Invocations', 'main');
    await hosting.invoke('flights', '1', { TargetVariant: 'other' }).catch(() => {});
    await hosting.flush();
    expect(hosting.account.sum('Invocations', 'main')).toBe(before);
  });
});

describe('the routing of requests', () => {
  let hosting: HostingUnderTest;

  beforeAll(async () => {
    hosting = await HostingUnderTest.start({ seed: 11 });
    const weighted = [
      variant('a', await hosting.model({ MODEL_NAME: 'a' }), { InitialVariantWeight: 3 }),
      variant('b', await hosting.model({ MODEL_NAME: 'b' }), { InitialVariantWeight: 1 }),
      variant('c', await hosting.model({ MODEL_NAME: 'c' }), { InitialVariantWeight: 0 }),
    ];
    await hosting.deploy('weighted', await hosting.config('weighted-1', { ProductionVariants: weighted }));
  });
  afterAll(() => hosting.stop());

  test('follows the weights, and gives a variant of weight 0 nothing', async () => {
    const counts: Record<string, number> = {};
    for (let index = 0; index < 400; index += 1) {
      const { variant: name = '' } = await hosting.invoke('weighted', '1');
      counts[name] = (counts[name] ?? 0) + 1;
    }
    expect(Object.keys(counts).sort()).toEqual(['a', 'b']);
    // 3 standard deviations of a binomial with n = 400, p = 0.75 are 26.
    expect(Math.abs((counts['a'] ?? 0) - 300)).toBeLessThan(26);
  });

  test('reaches a variant of weight 0 by TargetVariant', async () => {
    expect(await hosting.invoke('weighted', '1', { TargetVariant: 'c' })).toMatchObject({ body: 'c:1', variant: 'c' });
  });

  test('runs the image only where it is registered', async () => {
    const image = IMAGE.replace('4f53', '9999');
    const model = await hosting.model({}, { PrimaryContainer: { Image: image } });
    await hosting.createEndpoint('lost', await hosting.config('lost-1', { ProductionVariants: [variant('v', model)] }));
    const { FailureReason } = await hosting.settled('lost', 'Failed');
    expect(FailureReason).toContain(`The image "${image}" is not registered`);
    expect(FailureReason).toContain('PUT /_local/images');
  });
});
