import { type ReconcileParts, reconcile } from '../../../lambda/handlers/release-watch/reconcile';
import type { LedgerHead, ReleaseOutcome, SignedRelease } from '../../../lib/contract';

const NOW = new Date('2026-03-01T12:00:00Z');
const HEAD: LedgerHead = {
  ...{ schemaVersion: 1, endpointName: 'flights', revision: 9, lastNumber: 4, live: 4 },
  intent: { requestId: 'one', declarationSha256: '', declared: {}, settingsSha256: '' },
};
const LIVE = { number: 4, endpointConfigName: 'flights-4', variants: [{ variantName: 'champion', weight: 100 }] };

interface Scene {
  readonly config?: string;
  readonly liveAt?: string;
  readonly repair?: boolean;
  readonly history?: ReconcileParts['history'];
}

function watching({ config = 'somebody-else', liveAt = '2026-03-01T11:30:00Z', repair = false, history }: Scene) {
  const seen = { sinces: [] as string[], metrics: [] as number[], sent: [] as object[], started: [] as object[] };
  const parts: ReconcileParts = {
    ...{ endpointName: 'flights', repair, now: () => NOW, log: () => {} },
    ledger: {
      head: async () => HEAD,
      releases: async () => new Map([[4, { release: LIVE } as unknown as SignedRelease]]),
      outcomes: async () => new Map([[4, { number: 4, state: 'LIVE', at: liveAt } as ReleaseOutcome]]),
    } as unknown as ReconcileParts['ledger'],
    hosting: { endpoint: async () => ({ status: 'InService', endpointConfigName: config }) },
    executions: { isRunning: async () => false },
    history: history ?? {
      lastChange: async (_name, since) => {
        seen.sinces.push(since.toISOString());
        return { call: 'UpdateEndpoint', by: 'dora', at: NOW.toISOString() };
      },
    },
    alarms: { metric: async (_name, _endpoint, value) => void seen.metrics.push(value) },
    send: async (_type, detail) => void seen.sent.push(detail),
    start: async (name, request) => void seen.started.push({ name, ...request }),
  };
  return { parts, seen };
}

test('what the ledger says is live is no difference', async () => {
  const { parts, seen } = watching({ config: 'flights-4' });
  expect([await reconcile(parts), seen.metrics, seen.sent]).toEqual(['none', [0], []]);
});

test('a difference is an alarm, and an event that says who made it', async () => {
  const { parts, seen } = watching({});
  expect(await reconcile(parts)).toBe('different');
  expect(seen.metrics).toEqual([1]);
  const expected = expect.stringContaining('release 4: flights-4');
  const found = expect.stringContaining('somebody-else');
  expect(seen.sent).toMatchObject([{ live: 4, expected, found, by: 'dora', call: 'UpdateEndpoint', repair: false }]);
  expect(seen.started).toEqual([]);
});

test('the machine does not accuse itself: it looks for calls since the release is live, three hours back at most', async () => {
  const recent = watching({});
  await reconcile(recent.parts);
  const old = watching({ liveAt: '2026-02-01T00:00:00Z' });
  await reconcile(old.parts);
  expect([recent.seen.sinces, old.seen.sinces]).toEqual([['2026-03-01T11:30:00.000Z'], ['2026-03-01T09:00:00.000Z']]);
});

test('a history that cannot be read keeps nobody from being told, and repair from nothing', async () => {
  const history = { lastChange: () => Promise.reject(new Error('AccessDenied')) };
  const { parts, seen } = watching({ history, repair: true });
  expect(await reconcile(parts)).toBe('different');
  expect(seen.sent).toMatchObject([{ repair: true }]);
  expect(seen.sent[0]).not.toHaveProperty('by');
  expect(seen.started).toMatchObject([{ operation: 'REPAIR', requestedBy: 'reconciler' }]);
});
