import type { ReleaseRequest } from '../../lib/contract';
import { Approval } from '../../lib/release';
import { brokenAtRest } from './support/at-rest';
import { type Boundary, dieAt, nameOf, settledAfter } from './support/deaths';
import { type FlightsProps, flights } from './support/flights';
import { ledgerEvents } from './support/ledger-events';
import { ReleasedStack } from './support/released-stack';
import type { TinyModel } from './support/tiny-model';
import type { ConstantTraffic } from './support/traffic';

const ENDPOINT = 'flights';
/** Waits and retry delays of the machine: its steps are what counts here. */
const WAITS = 0.02;

/** One account that enforces IAM, one endpoint, and requests that never stop. */
describe('a released endpoint outlives', () => {
  let released: ReleasedStack;
  let first: TinyModel;
  let traffic: ConstantTraffic;
  let versions = 0;

  beforeAll(async () => {
    released = await ReleasedStack.start(ENDPOINT);
    await released.account.scaleWaits(WAITS);
    first = await released.version('1.0.0');
    await released.deploy(declared());
    traffic = released.traffic(1, 5);
  }, 240_000);

  afterAll(async () => {
    await traffic?.stop();
    await released?.stop();
  });

  afterEach(async () => {
    expect(await brokenAtRest(released)).toEqual([]);
    expect(await released.account.pendingFaults()).toEqual([]);
    expect(traffic.failures).toEqual([]);
    expect(traffic.answers.get(await released.answering())).toBeGreaterThan(0);
  });

  const declared = (changes: FlightsProps = {}) =>
    flights(ENDPOINT, first, { approval: Approval.notRequired(), ...changes });

  /** Of a version that there was not before. */
  const nextPromotion = (): Promise<ReleaseRequest> => released.promotionOf(`2.0.${versions++}`);
  const live = async () => (await released.head())?.live;
  const at = (step: Boundary['step'], when: Boundary['when'], visit = 1): Boundary => ({ step, when, visit });

  // Every boundary of a promotion, a rollback and a deployment: `npm run soak release`.
  describe('the death of the machine', () => {
    test.each(
      [
        { boundary: at('Acquire', 'leave'), effect: 'stays' },
        { boundary: at('Prepare', 'leave'), effect: 'stays' },
        { boundary: at('Update', 'leave'), effect: 'comes' },
        { boundary: at('Record', 'enter'), effect: 'comes' },
        { boundary: at('Unlock', 'enter'), effect: 'comes' },
      ].map((each) => ({ ...each, name: nameOf(each.boundary) })),
    )(
      'at $name, after which the release $effect',
      async ({ boundary, effect, name }) => {
        const before = await released.head();
        await dieAt(released, boundary);
        const promotion = await nextPromotion();
        await settledAfter(released, await released.begin('release', promotion, name.replace(' ', '-')));
        const proposed = (before?.lastNumber ?? Number.NaN) + 1;
        expect(await live()).toBe(effect === 'comes' ? proposed : before?.live);
      },
      60_000,
    );

    test('and the death of what settles it', async () => {
      const before = await live();
      await dieAt(released, at('Update', 'leave'));
      // The promotion never comes there: it is the one that settles which dies.
      await dieAt(released, at('Record', 'enter'));
      await settledAfter(released, await released.begin('release', await nextPromotion(), 'twice'));
      expect(await live()).toBeGreaterThan(before ?? Number.NaN);
      expect([...(await released.executions('settle-')).keys()]).toContain('settle-settle-twice');
    }, 60_000);
  });

  describe('the death of a deployment’s execution, after which CloudFormation still gets its answer:', () => {
    test('a failure, where it died before it took the lock', async () => {
      const before = await live();
      await dieAt(released, at('Acquire', 'enter'));
      const { exitCode, output } = await released.tryDeploy(declared({ instanceType: 'ml.m5.xlarge' }));
      expect(exitCode).not.toBe(0);
      expect(output).toContain('ended before it was done');
      expect(await released.stackStatus()).toBe('UPDATE_ROLLBACK_COMPLETE');
      await released.settled();
      expect(await live()).toBe(before);
    }, 120_000);

    test('a success, where the endpoint had been called and came to serve it', async () => {
      const before = await live();
      await dieAt(released, at('Update', 'leave'));
      await released.deploy(declared({ instanceType: 'ml.m5.xlarge' }));
      expect(await released.stackStatus()).toBe('UPDATE_COMPLETE');
      await released.settled();
      expect(await live()).toBe((before ?? Number.NaN) + 1);
    }, 120_000);
  });

  describe('answers that are lost', () => {
    const CALLS = [
      ['dynamodb', 'TransactWriteItems', 3],
      ['sagemaker', 'CreateModel', 1],
      ['sagemaker', 'CreateEndpointConfig', 1],
      ['sagemaker', 'UpdateEndpoint', 1],
      ['cloudwatch', 'PutMetricAlarm', 1],
    ] as const;

    test.each(['answer-lost', 'throttle'] as const)(
      'or never given (%s): a promotion is live, by one release',
      async (kind) => {
        const before = (await released.head())?.lastNumber ?? Number.NaN;
        for (const [service, action, times] of CALLS) {
          await released.account.injectFault({ service, action, kind, times });
        }
        expect(await released.run('release', await nextPromotion())).toMatchObject({ status: 'SUCCEEDED' });
        expect(await released.head()).toMatchObject({ live: before + 1, lastNumber: before + 1 });
      },
      60_000,
    );
  });

  describe('two promotions at once', () => {
    const both = async (more: Partial<ReleaseRequest>) => {
      const requests = [await nextPromotion(), await nextPromotion()];
      const executions = await Promise.all(
        requests.map((request) => released.begin('release', { ...request, ...more })),
      );
      return Promise.all(executions.map((execution) => released.ended(execution)));
    };

    test('of which one is live and the other one is told what runs', async () => {
      const before = (await released.head())?.lastNumber ?? Number.NaN;
      const ends = await both({});
      expect(ends.map(({ status }) => status).sort()).toEqual(['FAILED', 'SUCCEEDED']);
      const [winner, loser] = ends[0]?.status === 'SUCCEEDED' ? ends : [...ends].reverse();
      expect(loser?.cause).toMatch(/^Another change is running since .*: PROMOTE, /);
      expect(loser?.cause).toContain(winner?.executionArn);
      const { table } = await released.deployment();
      const events = await ledgerEvents(released.account, table, released.endpointName);
      const ofLoser = events.filter(({ executionArn }) => executionArn === loser?.executionArn);
      expect(ofLoser).toMatchObject([{ operation: 'PROMOTE', event: 'REFUSED', detail: loser?.cause }]);
      expect(await released.head()).toMatchObject({ live: before + 1, lastNumber: before + 1 });
    }, 60_000);

    test('of which the one that waits comes after the other one, and the ledger tells of both', async () => {
      const before = (await released.head())?.lastNumber ?? Number.NaN;
      const ends = await both({ lockWaitSeconds: 60 });
      expect(ends.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
      expect(await released.head()).toMatchObject({ live: before + 2, lastNumber: before + 2 });
      const releases = await (await released.ledger()).releases();
      const causes = [1, 2].map((number) => releases.get(before + number)?.release.cause.executionArn);
      expect(new Set(causes)).toEqual(new Set(ends.map(({ executionArn }) => executionArn)));
      expect(releases.get(before + 2)?.release.previous).toBe(before + 1);
    }, 60_000);
  });
});
