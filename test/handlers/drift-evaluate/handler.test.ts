import '../silent-logs';
import { handler } from '../../../lambda/handlers/drift-evaluate';
import type { DriftReport } from '../../../lib/contract';
import type { MemoryAws } from '../drift-sketch/memory-aws';
import { captureKey, configure, DATA, putTraffic } from '../drift-sketch/watched-endpoint';
import {
  arrive,
  context,
  evaluate,
  FOLDER,
  HOUR,
  LATER,
  NEXT,
  NOW,
  reportIn,
  STATE,
  stateIn,
  WINDOW,
  watchedAccount,
} from './watched-account';

let aws: MemoryAws;

beforeEach(() => {
  aws = watchedAccount();
});

afterEach(() => {
  jest.restoreAllMocks();
});

const report = (revision = 0) => reportIn(aws, revision);
const state = () => stateIn(aws);
const moved = ({ findings }: DriftReport) => [...new Set(findings.map(({ name }) => name))].sort();

describe('a window', () => {
  test('of usual traffic is OK: report, state, metrics and one event say so', async () => {
    for (const name of ['a', 'b', 'c']) putTraffic(aws, HOUR, name, { seed: name.charCodeAt(0) });
    aws.invocations = 3000;
    const told = await evaluate();
    expect(told).toEqual({
      ...WINDOW,
      outcome: 'evaluated',
      revision: 0,
      verdict: 'OK',
      reportKey: `${FOLDER}revision-0000.json`,
      severity: 0,
    });
    expect(report()).toMatchObject({
      verdict: 'OK',
      rows: 3000,
      coverage: 1,
      endpointName: 'flights',
      modelVersion: '1.4.0',
      evaluatedAt: NOW,
    });
    expect(state()).toMatchObject({ severity: 0, open: [], lastWindow: { ...WINDOW, revision: 0 } });
    const values = { DriftSeverity: 0, DriftRows: 3000, DriftInvalidLines: 0, DriftCoverage: 1 };
    expect(aws.metrics).toEqual([{ values, time: new Date(NOW) }]);
    expect(aws.events).toHaveLength(1);
    expect(aws.events[0]).toMatchObject({
      source: 'cdk-production-ml',
      detailType: 'Drift Verdict',
      detail: { endpointName: 'flights', variantName: 'champion', verdict: 'OK', severity: 0, rows: 3000, opened: [] },
    });
  });

  test('in which the delay moved by one standard deviation is CRITICAL and names it, and what was predicted from it', async () => {
    putTraffic(aws, HOUR, 'a', { shift: 1 });
    expect(await evaluate()).toMatchObject({ verdict: 'CRITICAL', severity: 2 });
    expect(moved(report())).toEqual(['delay', ...moved(report()).filter((name) => name !== 'delay')]);
    expect(moved(report())).not.toContain('origin');
    expect(state().severity).toBe(2);
    expect(aws.metrics[0]?.values).toMatchObject({ DriftSeverity: 2, DriftRows: 1000 });
    expect(aws.events[0]?.detail).toMatchObject({ verdict: 'CRITICAL', opened: expect.arrayContaining(['delay']) });
  });

  test('without any object is INSUFFICIENT_DATA with no rows, which is what NO DATA alarms on', async () => {
    expect(await evaluate()).toMatchObject({ verdict: 'INSUFFICIENT_DATA', severity: 0 });
    expect(aws.metrics[0]?.values).toEqual({ DriftSeverity: 0, DriftRows: 0, DriftInvalidLines: 0 });
  });

  test('of which a fifth was not captured is INCOMPLETE whatever moved, and opens nothing', async () => {
    putTraffic(aws, HOUR, 'a', { shift: 1 });
    aws.invocations = 1250;
    expect(await evaluate()).toMatchObject({ verdict: 'INCOMPLETE', severity: 0 });
    expect(report().coverage).toBe(0.8);
    expect(aws.metrics[0]?.values['DriftCoverage']).toBe(0.8);
  });

  test('takes its hours from every configuration, and nothing from other hours, endpoints or variants', async () => {
    putTraffic(aws, HOUR, 'a', { rows: 100 });
    const other = aws.body(DATA, captureKey(HOUR, 'a'));
    aws.put(DATA, captureKey(HOUR, 'b', 'another'), other);
    aws.put(DATA, captureKey('2026/04/01/11', 'c'), other);
    aws.put(DATA, 'capture/c0ffee/flights-2/champion/2026/04/01/10/d.jsonl', other);
    aws.put(DATA, 'capture/c0ffee/flights/shadow/2026/04/01/10/e.jsonl', other);
    await evaluate();
    expect(report().rows).toBe(200);
  });

  test('of an endpoint of somebody else is listed in its own bucket', async () => {
    configure({ capture: { bucket: 'theirs', prefix: 'datacapture/', byConfiguration: false } });
    const key = putTraffic(aws, HOUR, 'a', { rows: 100 });
    aws.put('theirs', `datacapture/flights/champion/${HOUR}/a.jsonl`, aws.body(DATA, key));
    await evaluate();
    expect(report().rows).toBe(100);
  });
});

test('a window of 1,000 objects, a third of them sketched on arrival and some twice, has every row exactly once', async () => {
  aws.pageSize = 300;
  const keys = Array.from({ length: 1000 }, (_, index) => putTraffic(aws, HOUR, `o${index}`, { seed: index, rows: 5 }));
  const arrived = keys.filter((_key, index) => index % 3 === 0);
  expect(await arrive(...arrived, ...arrived.slice(0, 50))).toEqual({ batchItemFailures: [] });
  expect(await evaluate()).toMatchObject({ outcome: 'evaluated', verdict: 'OK' });
  expect(report().rows).toBe(5000);
  expect(aws.keys(DATA, 'sketches/')).toHaveLength(1000);
}, 60_000);

describe('the same window again', () => {
  test('changes nothing while its inputs are the same', async () => {
    putTraffic(aws, HOUR, 'a', { shift: 1 });
    await evaluate();
    const writes = aws.count('PutObject');
    expect(await evaluate()).toMatchObject({ outcome: 'unchanged', revision: 0, verdict: 'CRITICAL' });
    expect(aws.count('PutObject')).toBe(writes);
    expect({ metrics: aws.metrics.length, events: aws.events.length }).toEqual({ metrics: 1, events: 1 });
  });

  test('is the next revision once late objects arrive, and may undo the alarm of the first', async () => {
    putTraffic(aws, HOUR, 'a', { rows: 60, shift: 1 });
    expect(await evaluate()).toMatchObject({ revision: 0, verdict: 'CRITICAL', severity: 2 });
    for (const name of ['b', 'c', 'd']) putTraffic(aws, HOUR, name, { seed: name.charCodeAt(0), rows: 3000 });
    expect(await evaluate({ window: WINDOW, now: LATER })).toMatchObject({ revision: 1, verdict: 'OK', severity: 0 });
    expect(report(0).rows).toBe(60);
    expect(report(1)).toMatchObject({ rows: 9060, window: { revision: 1 } });
    expect(aws.metrics.map(({ values }) => values['DriftSeverity'])).toEqual([2, 0]);
  });

  test('is judged again under other thresholds', async () => {
    putTraffic(aws, HOUR, 'a', { shift: 1 });
    await evaluate();
    const calm = { psi: { warning: 50, critical: 60 }, wasserstein: { warning: 50, critical: 60 } };
    configure({ policy: { thresholds: { ...calm, share: { warning: 0.9, critical: 0.95 } } } });
    expect(await evaluate()).toMatchObject({ revision: 1, verdict: 'OK' });
  });

  test('at the same moment is one report, one announcement', async () => {
    putTraffic(aws, HOUR, 'a', { shift: 1 });
    const told = await Promise.all([evaluate(), evaluate()]);
    expect(told.filter(({ outcome }) => outcome === 'evaluated')).toHaveLength(1);
    expect(aws.keys(DATA, FOLDER)).toEqual([
      `${FOLDER}announced-0000`,
      `${FOLDER}revision-0000.html`,
      `${FOLDER}revision-0000.json`,
    ]);
    expect({ metrics: aws.metrics.length, events: aws.events.length }).toEqual({ metrics: 1, events: 1 });
  });

  test('leaves the announcement to the call that wrote the report first, and makes up for it where that one ended', async () => {
    putTraffic(aws, HOUR, 'a', { shift: 1 });
    await evaluate();
    const [announcement = '', , key = ''] = aws.keys(DATA, FOLDER);
    const [body, settings] = [aws.body(DATA, key), aws.settings(DATA, key)];
    for (const one of [announcement, key, STATE]) aws.remove(DATA, one);
    aws.once('GetMetricData', () => aws.put(DATA, key, body, settings));
    expect(await evaluate()).toMatchObject({ outcome: 'elsewhere', revision: 0, verdict: 'CRITICAL' });
    expect(aws.events).toHaveLength(1);
    expect(await evaluate()).toMatchObject({ outcome: 'resumed', severity: 2 });
    expect(aws.events).toHaveLength(2);
  });
});

describe('alarms', () => {
  test('stand until a later window disproves them', async () => {
    putTraffic(aws, HOUR, 'a', { shift: 1 });
    await evaluate();
    expect(await evaluate({ window: NEXT, now: LATER })).toMatchObject({ verdict: 'INSUFFICIENT_DATA', severity: 2 });
    putTraffic(aws, '2026/04/01/12', 'b');
    const third = { start: NEXT.end, end: '2026-04-01T13:00:00.000Z' };
    expect(await evaluate({ window: third, now: '2026-04-01T13:20:00Z' })).toMatchObject({
      verdict: 'OK',
      severity: 0,
    });
    expect(aws.events[2]?.detail['closed']).toContain('delay');
  });

  test('are not touched by a backfill of older windows, which also sends no metric', async () => {
    putTraffic(aws, '2026/04/01/11', 'calm');
    await evaluate({ window: NEXT, now: LATER });
    putTraffic(aws, HOUR, 'moved', { shift: 1 });
    expect(await evaluate({ window: WINDOW, now: LATER })).toMatchObject({ verdict: 'CRITICAL', severity: 0 });
    expect(aws.metrics).toHaveLength(1);
    expect(aws.events[1]?.detail).toMatchObject({ outdated: true, verdict: 'CRITICAL', severity: 0 });
  });

  test('that were muted are reported and do not count', async () => {
    const mute = { name: '*', reason: 'storm', owner: 'ml@example.com', expiresAt: '2026-05-01T00:00:00Z' };
    configure({ policy: { mutes: [mute] } });
    putTraffic(aws, HOUR, 'a', { shift: 1 });
    expect(await evaluate()).toMatchObject({ severity: 0 });
    expect(moved(report())).toContain('delay');
  });
});

describe('the event', () => {
  test('of the schedule has the windows judged that are due at its time, oldest first', async () => {
    const told = await handler({ now: LATER }, context());
    expect(told.map(({ end }) => end.slice(11, 16))).toEqual([
      ...['06:00', '07:00', '08:00', '09:00', '10:00', '11:00', '12:00'],
    ]);
    const again = await handler({ now: '2026-04-01T13:20:00Z' }, context());
    expect(again.map(({ outcome }) => outcome)).toEqual([...Array(6).fill('unchanged'), 'evaluated']);
  });
});
