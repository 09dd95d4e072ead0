import { awsClients } from '../aws-clients';
import { FakeAccount } from '../testing/fake-account';
import { eventually } from '../testing/hosting-under-test';
import { type InvocationOutcome, MetricPublisher, measurements } from './metrics';

const outcome = (more: Partial<InvocationOutcome> = {}): InvocationOutcome => ({
  endpointName: 'e',
  variantName: 'v',
  configName: 'c',
  time: new Date('2001-04-02T05:00:00.5Z'),
  containerStatus: 200,
  modelMicroseconds: 900,
  overheadMicroseconds: 50,
  instanceCount: 1,
  ...more,
});
const values = (more: Partial<InvocationOutcome>) =>
  Object.fromEntries(measurements(outcome(more)).map(([name, , value]) => [name, value]));

describe('the measurements of one request', () => {
  test.each([
    [200, { Invocation4XXErrors: 0, Invocation5XXErrors: 0, InvocationModelErrors: 0 }],
    [400, { Invocation4XXErrors: 1, Invocation5XXErrors: 0, InvocationModelErrors: 1 }],
    [503, { Invocation4XXErrors: 0, Invocation5XXErrors: 1, InvocationModelErrors: 1 }],
    [302, { Invocation4XXErrors: 0, Invocation5XXErrors: 0, InvocationModelErrors: 1 }],
    [undefined, { Invocation4XXErrors: 0, Invocation5XXErrors: 1, InvocationModelErrors: 1 }],
  ])('with container status %s', (containerStatus, expected) => {
    expect(values({ containerStatus })).toMatchObject({ Invocations: 1, ...expected });
  });

  test('share the request among the instances', () => {
    expect(values({ instanceCount: 4 })['InvocationsPerInstance']).toBe(0.25);
    expect(values({ instanceCount: 0 })['InvocationsPerInstance']).toBe(1);
  });
});

describe('the publisher', () => {
  let account: FakeAccount;
  const problems: string[] = [];
  const publisher = (flushSeconds = 60) =>
    new MetricPublisher(awsClients(account.url, '000000000000', 'eu-central-1').cloudWatch, flushSeconds, (problem) =>
      problems.push(problem),
    );

  beforeEach(async () => {
    account = await FakeAccount.start();
  });
  afterEach(() => account.stop());

  test('sends every value of a second in one datum and loses none', async () => {
    const metrics = publisher();
    for (const modelMicroseconds of [900, 900, 1100]) metrics.record(outcome({ modelMicroseconds }));
    metrics.record(outcome({ time: new Date('2001-04-02T05:00:01Z') }));
    await metrics.flush();
    const second = Date.parse('2001-04-02T05:00:00Z') / 1000;
    expect(account.data('ModelLatency', 'v').map((datum) => [datum.Timestamp, datum.Values, datum.Counts])).toEqual([
      [second, [900, 1100], [2, 1]],
      [second + 1, [900], [1]],
    ]);
  });

  test('keeps within the limits of one datum and one call', async () => {
    const metrics = publisher();
    for (let index = 0; index < 10_000; index += 1) {
      metrics.record(outcome({ modelMicroseconds: index, time: new Date(1_000_000 * (index % 100)) }));
    }
    await metrics.flush();
    expect(account.sum('Invocations', 'v')).toBe(10_000);
    expect(account.sum('ModelLatency', 'v')).toBe((10_000 * 9_999) / 2);
    expect(Math.max(...account.metrics.map((datum) => datum.Values.length))).toBeLessThanOrEqual(150);
    expect(account.requests.length).toBeGreaterThan(1);
  });

  test('sends by itself after its interval', async () => {
    publisher(0.05).record(outcome());
    await eventually(() => account.sum('Invocations', 'v') === 1, 'the flush by time');
  });

  test('reports what it could not send and goes on', async () => {
    const metrics = publisher();
    await account.stop();
    metrics.record(outcome());
    await metrics.flush();
    expect(problems.join()).toContain('14 metric data: ');
    account = await FakeAccount.start();
  });
});
