import '../silent-logs';
import { handler } from '../../../lambda/handlers/drift-evaluate';
import { s3Error } from '../../lambda-aws/fake-s3';
import type { MemoryAws } from '../drift-sketch/memory-aws';
import { BASELINE_KEY, baseline, DATA, putBaseline, putTraffic } from '../drift-sketch/watched-endpoint';
import {
  arrive,
  context,
  evaluate,
  HOUR,
  LATER,
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
const reads = (prefix: string) =>
  aws.calls.filter(({ name, input }) => name === 'GetObject' && String(input['Key']).startsWith(prefix)).length;

describe('sketches', () => {
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

describe('a call that ends half-way', () => {
  test('after its report is finished by the next', async () => {
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

  test('because the answer to a write was lost knows its own report', async () => {
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
  test('because EventBridge refuses is an error, although PutEvents itself succeeds', async () => {
    const { EventBridgeClient } =
      jest.requireActual<typeof import('@aws-sdk/client-eventbridge')>('@aws-sdk/client-eventbridge');
    jest.spyOn(EventBridgeClient.prototype, 'send').mockImplementation((async () => {
      return { FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' }] };
    }) as never);
    await expect(evaluate()).rejects.toThrow('EventBridge refused "Drift Verdict": ThrottlingException slow down');
  });
});

describe('a baseline that cannot be used ends the call with what to do, and nothing is judged:', () => {
  test.each([
    ['missing', undefined, /There is no baseline at s3:\/\/artifacts\/baselines\/flights\.json/],
    ['corrupt', JSON.stringify(baseline).slice(0, 1000), /is corrupt/],
    [
      'of another schema version',
      JSON.stringify({ ...baseline, schemaVersion: 99 }),
      /schema version 99, this reads .* Make it again/,
    ],
  ])('one that is %s', async (_what, body, message) => {
    putTraffic(aws, HOUR, 'a', { shift: 1 });
    if (body === undefined) aws.remove('artifacts', BASELINE_KEY);
    else putBaseline(aws, body);
    await expect(evaluate()).rejects.toThrow(message);
    expect(aws.keys(DATA, 'reports/')).toEqual([]);
    expect([aws.metrics, aws.events]).toEqual([[], []]);
  });
});

describe('the alarm state', () => {
  test('takes in a window over what another window wrote at the same moment', async () => {
    putTraffic(aws, HOUR, 'a', { shift: 1 });
    const isState = (input: Record<string, unknown>) => input['Key'] === STATE;
    const interfere = (input: Record<string, unknown>) => {
      if (isState(input)) throw s3Error(412, 'PreconditionFailed');
    };
    for (let write = 0; write < 4; write++) aws.once('PutObject', interfere);
    expect(await evaluate()).toMatchObject({ outcome: 'evaluated', severity: 2 });
    expect(stateIn(aws).severity).toBe(2);
  });

  test.each([
    ['no JSON', '{'],
    ['of another version', '{"schemaVersion":7}'],
  ])('that is %s ends the call with what to do', async (_what, body) => {
    aws.put(DATA, STATE, body);
    await expect(evaluate()).rejects.toThrow(/state\.json is no alarm state.*delete it to begin without alarms/);
  });
});

describe('the event', () => {
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
