import '../silent-logs';
import type { Context } from 'aws-lambda';
import { handler } from '../../../lambda/handlers/drift-evaluate';
import { handler as sketch } from '../../../lambda/handlers/drift-sketch';
import type { DriftAlarmState, DriftReport, EvaluatedWindow } from '../../../lib/contract';
import { s3Error } from '../../lambda-aws/fake-s3';
import { MemoryAws } from '../drift-sketch/memory-aws';
import { captureKey, configure, DATA, putBaseline, putTraffic } from '../drift-sketch/watched-endpoint';

const HOUR = '2026/04/01/10';
const WINDOW = { start: '2026-04-01T10:00:00.000Z', end: '2026-04-01T11:00:00.000Z' };
const NEXT = { start: '2026-04-01T11:00:00.000Z', end: '2026-04-01T12:00:00.000Z' };
const NOW = '2026-04-01T11:20:00.000Z';
const LATER = '2026-04-01T12:20:00.000Z';
const FOLDER = 'reports/flights/champion/drift/2026/04/01/10-1h/';
const STATE = 'reports/flights/champion/drift/state.json';
let aws: MemoryAws;
let calls = 0;

beforeEach(() => {
  aws = new MemoryAws().install();
  configure();
  putBaseline(aws);
});

afterEach(() => {
  jest.restoreAllMocks();
});

const context = () => ({ getRemainingTimeInMillis: () => 60_000, awsRequestId: `call-${++calls}` }) as Context;

async function evaluate(event: object = { window: WINDOW, now: NOW }): Promise<EvaluatedWindow> {
  return (await handler(event, context()))[0] as EvaluatedWindow;
}

const report = (revision = 0, folder = FOLDER) =>
  JSON.parse(aws.body(DATA, `${folder}revision-000${revision}.json`).toString()) as DriftReport;
const state = () => JSON.parse(aws.body(DATA, STATE).toString()) as DriftAlarmState;
const reads = (prefix: string) =>
  aws.calls.filter(({ name, input }) => name === 'GetObject' && String(input['Key']).startsWith(prefix)).length;
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
  const body = (key: string) => JSON.stringify({ detail: { bucket: { name: DATA }, object: { key } } });
  const Records = [...arrived, ...arrived.slice(0, 50)].map((key, index) => ({
    messageId: `m${index}`,
    body: body(key),
  }));
  expect(await sketch({ Records } as never, context())).toEqual({ batchItemFailures: [] });
  expect(await evaluate()).toMatchObject({ outcome: 'evaluated', verdict: 'OK' });
  expect(report().rows).toBe(5000);
  expect(aws.keys(DATA, 'sketches/')).toHaveLength(1000);
}, 60_000);

describe('sketches', () => {
  const arrive = (key: string) =>
    sketch(
      {
        Records: [
          { messageId: 'm', body: JSON.stringify({ detail: { bucket: { name: DATA }, object: { key } } }) } as never,
        ],
      },
      context(),
    );

  test('that were made on arrival are not made again: no captured byte is read', async () => {
    await arrive(putTraffic(aws, HOUR, 'a'));
    const before = reads('capture/');
    await evaluate();
    expect(report().rows).toBe(1000);
    expect(reads('capture/')).toBe(before);
  });

  test('that were lost, or cannot be read, are made again from the object', async () => {
    for (const name of ['a', 'b', 'c'])
      await arrive(putTraffic(aws, HOUR, name, { seed: name.charCodeAt(0), rows: 100 }));
    const [first = '', second = ''] = aws.keys(DATA, 'sketches/');
    aws.remove(DATA, first);
    aws.put(DATA, second, 'no gzip');
    expect(await evaluate()).toMatchObject({ outcome: 'evaluated' });
    expect(report().rows).toBe(300);
    expect(aws.body(DATA, second).toString()).not.toBe('no gzip');
  });

  test('that vanish between listing and reading are made again', async () => {
    await arrive(putTraffic(aws, HOUR, 'a', { rows: 100 }));
    const [key = ''] = aws.keys(DATA, 'sketches/');
    aws.once('GetObject', () => undefined);
    aws.once('GetObject', () => aws.remove(DATA, key));
    await evaluate();
    expect(report().rows).toBe(100);
  });

  test('of objects that have expired still count; one that cannot be read is left out', async () => {
    for (const name of ['a', 'b']) {
      const key = putTraffic(aws, HOUR, name, { seed: name.charCodeAt(0), rows: 100 });
      await arrive(key);
      aws.remove(DATA, key);
    }
    aws.put(DATA, aws.keys(DATA, 'sketches/')[0] as string, 'no gzip');
    await evaluate();
    expect(report().rows).toBe(100);
  });

  test('of an object that was rewritten count once, with its newest content, also when the object is gone', async () => {
    await arrive(putTraffic(aws, HOUR, 'a', { rows: 100 }));
    const key = putTraffic(aws, HOUR, 'a', { rows: 150 });
    await arrive(key);
    await evaluate();
    expect(report(0).rows).toBe(150);
    aws.remove(DATA, key);
    expect(await evaluate()).toMatchObject({ outcome: 'unchanged' });
  });

  test('an object that vanishes between listing and sketching is left out, and nothing fails', async () => {
    const [gone = ''] = [putTraffic(aws, HOUR, 'a', { rows: 100 }), putTraffic(aws, HOUR, 'b', { rows: 100 })];
    aws.once('HeadObject', () => aws.remove(DATA, gone));
    await evaluate();
    expect(report().rows).toBe(100);
  });
});

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

  test('is finished where the first call ended after its report', async () => {
    putTraffic(aws, HOUR, 'a', { shift: 1 });
    aws.once('PutMetricData', () => {
      throw s3Error(500, 'InternalError');
    });
    await expect(evaluate()).rejects.toThrow('InternalError');
    expect(aws.events).toEqual([]);
    expect(await evaluate()).toMatchObject({ outcome: 'resumed', revision: 0, severity: 2 });
    expect({ metrics: aws.metrics.length, events: aws.events.length }).toEqual({ metrics: 1, events: 1 });
    expect(await evaluate()).toMatchObject({ outcome: 'unchanged' });
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

  test('knows its own report where the answer to the write was lost', async () => {
    putTraffic(aws, HOUR, 'a');
    let report: Record<string, unknown> | undefined;
    const isReport = (input: Record<string, unknown>) => String(input['Key']).includes('/revision-');
    // Sketch, prediction rows, report: the client writes the report twice, and the second write finds the first.
    for (let write = 0; write < 3; write++) {
      aws.once('PutObject', (input) => {
        if (!isReport(input)) return;
        report = input;
        aws.put(DATA, String(input['Key']), String(input['Body']), input);
      });
    }
    expect(await evaluate()).toMatchObject({ outcome: 'evaluated' });
    expect(report).toBeDefined();
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

  test('are applied over what another window wrote at the same moment', async () => {
    putTraffic(aws, HOUR, 'a', { shift: 1 });
    const isState = (input: Record<string, unknown>) => input['Key'] === STATE;
    const interfere = (input: Record<string, unknown>) => {
      if (isState(input)) throw s3Error(412, 'PreconditionFailed');
    };
    for (let write = 0; write < 4; write++) aws.once('PutObject', interfere);
    expect(await evaluate()).toMatchObject({ outcome: 'evaluated', severity: 2 });
    expect(state().severity).toBe(2);
  });

  test.each([
    ['no JSON', '{'],
    ['of another version', '{"schemaVersion":7}'],
  ])('a state that is %s ends the call with what to do', async (_what, body) => {
    aws.put(DATA, STATE, body);
    await expect(evaluate()).rejects.toThrow(/state\.json is no alarm state.*delete it to begin without alarms/);
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

  test.each([
    [{ now: 'yesterday' }, /now is "yesterday"; expected a time in UTC/],
    [{ now: LATER, window: {} }, /window.start is undefined/],
    [{ now: LATER, window: { start: '2026-04-01T10:30:00Z', end: '2026-04-01T11:30:00Z' } }, /whole UTC hours/],
    [{ now: LATER, window: { start: WINDOW.end, end: WINDOW.start } }, /whole UTC hours/],
    [{ now: LATER, window: { start: '2020-01-01T00:00:00Z', end: WINDOW.end } }, /at most 744/],
    [{ now: '2026-04-01T11:19:59Z', window: WINDOW }, /not complete before 2026-04-01T11:20:00/],
  ])('%j is refused, to end as a dead letter', async (event, message) => {
    await expect(handler(event, context())).rejects.toThrow(message);
    expect(aws.keys(DATA)).toEqual([]);
  });
});

test('what EventBridge refuses ends the call, although PutEvents itself succeeds', async () => {
  const { EventBridgeClient } =
    jest.requireActual<typeof import('@aws-sdk/client-eventbridge')>('@aws-sdk/client-eventbridge');
  jest.spyOn(EventBridgeClient.prototype, 'send').mockImplementation((async () => {
    return { FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' }] };
  }) as never);
  await expect(evaluate()).rejects.toThrow('EventBridge refused "Drift Verdict": ThrottlingException slow down');
});
