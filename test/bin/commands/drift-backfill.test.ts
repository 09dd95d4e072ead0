import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DriftReport } from '../../../lib/contract';
import { baselineOf, flightRows } from '../../drift/support/reference';
import type { MemoryAws } from '../../handlers/drift-sketch/memory-aws';
import { BASELINE_KEY, captureKey, DATA, putTraffic } from '../../handlers/drift-sketch/watched-endpoint';
import { s3Error } from '../../lambda-aws/fake-s3';
import { deploy, drift, putReport, watchedAccount } from './support/watched-account';

const SPAN = ['--from', '2026-04-01T10:00Z', '--to', '2026-04-01T12:00Z'];
const shifted = JSON.stringify(baselineOf(flightRows(9, 5000, 1)));
let aws: MemoryAws;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'backfill-'));
  aws = watchedAccount({});
  putTraffic(aws, '2026/04/01/10', 'calm');
  putTraffic(aws, '2026/04/01/11', 'moved', { seed: 8, shift: 1 });
});

afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const out = () => path.join(folder, 'reports');
const kept = () => readdirSync(out()).sort();
const reads = () => aws.calls.filter(({ name, input }) => name === 'GetObject' && captured(input['Key'])).length;
const captured = (key: unknown) => String(key).startsWith('capture/');
const backfill = (...args: string[]) => drift('backfill', ...SPAN, ...args);

async function reports(...args: string[]): Promise<DriftReport[]> {
  const { stdout, error } = await backfill('--json', ...args);
  expect(error).toBeUndefined();
  return stdout.split('\n').map((line) => JSON.parse(line));
}

describe('drift backfill', () => {
  test('judges past windows as the monitor would, and changes nothing in the account', async () => {
    const before = aws.keys(DATA);
    const [calm, moved] = await reports();
    expect(calm).toMatchObject({ verdict: 'OK', rows: 1000, endpointName: 'flights', modelVersion: '1.4.0' });
    expect(moved).toMatchObject({ verdict: 'CRITICAL', rows: 1000, window: { start: '2026-04-01T11:00:00.000Z' } });
    expect(moved?.findings.map(({ name }) => name)).toContain('delay');
    expect(aws.keys(DATA)).toEqual(before);
    expect(['PutObject', 'PutMetricData', 'PutEvents'].map((name) => aws.count(name))).toEqual([0, 0, 0]);
  });

  test('says beside each window what was said then, and how many verdicts are others now', async () => {
    const [calm] = await reports();
    putReport(aws, { ...(calm as DriftReport), verdict: 'WARNING' });
    const { stdout } = await backfill();
    expect(stdout).toMatch(/2026-04-01 10:00 to 2026-04-01 11:00 .* WARNING .* OK /);
    expect(stdout).toMatch(/2026-04-01 11:00 to 2026-04-01 12:00 .* not judged .* CRITICAL .* delay/);
    expect(stdout).toMatch(/1 of 1 verdicts that were given then are others now\.$/);
  });

  test('judges against another baseline, from a file or from S3', async () => {
    writeFileSync(path.join(folder, 'shifted.json'), shifted);
    aws.put('artifacts', 'baselines/shifted.json', shifted);
    for (const name of [path.join(folder, 'shifted.json'), 's3://artifacts/baselines/shifted.json']) {
      expect((await reports('--baseline', name)).map(({ verdict }) => verdict)).toEqual(['CRITICAL', 'OK']);
    }
  });

  test('finds a window without any capture INSUFFICIENT_DATA, and one that was captured in part INCOMPLETE', async () => {
    aws.remove(DATA, captureKey('2026/04/01/10', 'calm'));
    aws.invocations = 2000;
    expect((await reports()).map(({ verdict, rows }) => [verdict, rows])).toEqual([
      ['INCOMPLETE', 0],
      ['INCOMPLETE', 1000],
    ]);
    aws.invocations = undefined;
    expect((await reports())[0]).toMatchObject({ verdict: 'INSUFFICIENT_DATA', rows: 0 });
  });

  test('leaves out an object that expires after it was listed', async () => {
    putTraffic(aws, '2026/04/01/10', 'second', { seed: 3, rows: 400 });
    aws.once('HeadObject', ({ Key }) => aws.remove(DATA, String(Key)));
    const [first] = await reports();
    expect([400, 1000]).toContain(first?.rows);
  });

  test('reads no captured byte for a window of an hour in which nothing was captured', async () => {
    const { stdout } = await drift('backfill', '--from', '2026-05-01', '--to', '2026-05-01T01:00Z');
    expect(stdout).toContain('0 of 0 verdicts');
    expect(reads()).toBe(0);
  });
});

describe('the folder of --out', () => {
  test('keeps a report a window, which is not made again', async () => {
    const first = await reports('--out', out());
    expect(kept()).toHaveLength(2);
    expect(JSON.parse(readFileSync(path.join(out(), kept()[0] ?? ''), 'utf8'))).toEqual(first[0]);
    const before = reads();
    expect(await reports('--out', out())).toEqual(first);
    expect(reads()).toBe(before);
  });

  test.each([
    ['endpoint', { endpointName: 'flights-2' }, ['--endpoint', 'flights-2']],
    ['variant', { variantName: 'shadow' }, ['--variant', 'shadow']],
    ['policy', { policy: { minimumCoverage: 0.5 } }, []],
    ['sampling', { samplingPercentage: 50 }, []],
    ['length of the windows', { windowHours: 2 }, []],
  ])('keeps the reports of two backfills apart that differ in %s', async (_what, changes, args) => {
    await reports('--out', out(), '--variant', 'champion');
    const first = kept();
    deploy(aws, changes);
    await reports('--out', out(), '--variant', 'champion', ...args);
    expect(kept()).toHaveLength(first.length + ('windowHours' in changes ? 1 : 2));
    expect(kept()).toEqual(expect.arrayContaining(first));
  });

  test('keeps the reports of two baselines apart', async () => {
    aws.put('artifacts', 'shifted.json', shifted);
    const [deployed] = await reports('--out', out());
    const [other] = await reports('--out', out(), '--baseline', 's3://artifacts/shifted.json');
    expect([deployed?.verdict, other?.verdict]).toEqual(['OK', 'CRITICAL']);
    expect(kept()).toHaveLength(4);
  });

  test('tells an endpoint and a variant apart however their names are cut', async () => {
    deploy(aws, { endpointName: 'a-b', variantName: 'c' });
    deploy(aws, { endpointName: 'a', variantName: 'b-c' });
    for (const endpoint of ['a', 'a-b']) await reports('--out', out(), '--endpoint', endpoint);
    expect(kept()).toHaveLength(4);
  });

  test.each([
    ['was cut short', '{"schemaVersion":'],
    ['is empty', ''],
    ['is of another version', '{"schemaVersion":99}'],
    ['is null', 'null'],
  ])('has a window judged again whose report %s', async (_what, content) => {
    const first = await reports('--out', out());
    const file = path.join(out(), kept()[0] ?? '');
    writeFileSync(file, content);
    expect(await reports('--out', out())).toMatchObject(first.map(({ verdict, rows }) => ({ verdict, rows })));
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ verdict: 'OK', rows: 1000 });
  });

  test('goes on where an interrupted run ended, and holds nothing half-written', async () => {
    aws.once('GetMetricData', () => undefined);
    aws.once('GetMetricData', () => {
      throw new Error('connection reset');
    });
    expect((await backfill('--out', out())).error?.message).toBe('connection reset');
    expect(kept()).toHaveLength(1);
    const before = reads();
    expect(await reports('--out', out())).toHaveLength(2);
    expect(reads()).toBe(before + 1);
    expect(kept().every((name) => name.endsWith('.json'))).toBe(true);
  });

  test('that is a file is said before anything is read', async () => {
    writeFileSync(out(), '');
    const { error } = await backfill('--out', out());
    expect(error).toBeInstanceOf(RangeError);
    expect(error?.message).toMatch(/--out .*reports cannot be used: EEXIST.* Name a folder that you may write to\./);
    expect(reads()).toBe(0);
  });
});

describe('what cannot be done is said with a remedy', () => {
  test.each([
    ['no monitor is deployed', ['--endpoint', 'nobody'], /No drift monitor of the endpoint nobody.*AWS_REGION/],
    ['the name is none of an endpoint', ['--endpoint', '../x'], /--endpoint is "..\/x"; expected 1 to 63 letters/],
    ['the baseline is no file', ['--baseline', 'nowhere.json'], /nowhere\.json/],
    ['the baseline is not in S3', ['--baseline', 's3://artifacts/nowhere.json'], /s3:\/\/artifacts\/nowhere\.json/],
  ])('where %s', async (_what, args, message) => {
    const { error, stdout } = await backfill(...args);
    expect(error?.message).toMatch(message);
    expect(stdout).toBe('');
  });

  test('where two variants are watched and none is named', async () => {
    deploy(aws, { variantName: 'shadow' });
    expect((await backfill()).error?.message).toMatch(/monitors of champion, shadow\. Name one with --variant/);
    expect((await reports('--variant', 'shadow'))[0]).toMatchObject({ rows: 0 });
  });

  test.each([
    ['the wrong way round', '2026-04-02', '2026-04-01', 1],
    ['without any window', '2026-04-01', '2026-04-01', 1],
    ['not where windows begin', '2026-04-01T01:00Z', '2026-04-02T01:00Z', 24],
    ['longer than 1,000 windows', '2026-01-01', '2026-04-01', 1],
  ])('where the span is %s', async (_what, from, to, windowHours) => {
    deploy(aws, { windowHours });
    const { error } = await drift('backfill', '--from', from, '--to', to);
    expect(error?.message).toMatch(/--from and --to must span 1 to 1000 windows of \d+ hours/);
  });

  test.each(['yesterday', '2026-04-01T10:30Z'])('where a time is %s', async (time) => {
    expect(await drift('backfill', '--from', time, '--to', '2026-04-02')).toMatchObject({ usage: true });
  });

  test.each(['GetParametersByPath', 'ListObjectsV2', 'GetMetricData'])('where AWS refuses %s', async (operation) => {
    aws.once(operation, () => {
      throw Object.assign(s3Error(403, 'AccessDenied'), { message: `not authorized to perform ${operation}` });
    });
    expect((await backfill()).error?.message).toMatch(
      /AWS refuses the call: not authorized.*\nAsk whoever owns the stack of flights for the right: to read the SSM parameters/,
    );
  });

  test('where the deployed baseline is gone or corrupt', async () => {
    aws.put('artifacts', BASELINE_KEY, shifted.slice(0, 1000));
    expect((await backfill()).error).toMatchObject({
      name: 'BaselineError',
      message: expect.stringContaining(BASELINE_KEY),
    });
    aws.remove('artifacts', BASELINE_KEY);
    expect((await backfill()).error).toMatchObject({
      name: 'BaselineError',
      message: expect.stringContaining(BASELINE_KEY),
    });
  });
});
