import '../silent-logs';
import type { Context } from 'aws-lambda';
import { handler } from '../../../lambda/handlers/drift-evaluate';
import type { EvaluatedWindow } from '../../../lib/contract';
import { s3Error } from '../../lambda-aws/fake-s3';
import { MemoryAws } from '../drift-sketch/memory-aws';
import { configure, DATA, putBaseline, putTraffic } from '../drift-sketch/watched-endpoint';

const HOUR = '2026/04/01/10';
const WINDOW = { start: '2026-04-01T10:00:00.000Z', end: '2026-04-01T11:00:00.000Z' };
const NEXT = { start: WINDOW.end, end: '2026-04-01T12:00:00.000Z' };
const FOLDER = 'reports/flights/champion/drift/2026/04/01/10-1h/';
const PAGE = `${FOLDER}revision-0000.html`;
let aws: MemoryAws;

beforeEach(() => {
  aws = new MemoryAws().install();
  configure();
  putBaseline(aws);
});
afterEach(() => jest.restoreAllMocks());

async function evaluate(window = WINDOW): Promise<EvaluatedWindow> {
  const context = { getRemainingTimeInMillis: () => 60_000, awsRequestId: 'call' } as Context;
  return (await handler({ window, now: '2026-04-01T12:20:00.000Z' }, context))[0] as EvaluatedWindow;
}

const page = (key = PAGE) => aws.body(DATA, key).toString();
const isPage = (input: Record<string, unknown>) => String(input['Key']).endsWith('.html');

/** Fails every write of a page, however often it is tried. */
function refusePages(): void {
  for (let write = 0; write < 20; write++) {
    aws.once('PutObject', (input) => {
      if (isPage(input)) throw s3Error(403, 'AccessDenied');
    });
  }
}

test('every revision gets its page, beside the report and under the same key', async () => {
  putTraffic(aws, HOUR, 'a', { shift: 1 });
  await evaluate();
  const [html, json] = [PAGE, `${FOLDER}revision-0000.json`].map((key) => aws.settings(DATA, key));
  expect(html).toMatchObject({ ContentType: 'text/html; charset=utf-8' });
  for (const setting of ['ServerSideEncryption', 'SSEKMSKeyId', 'BucketKeyEnabled']) {
    expect(html?.[setting]).toEqual(json?.[setting]);
  }
  expect(html?.['ServerSideEncryption']).toBe('aws:kms');
  expect(page()).toContain('Drift report of flights');
  putTraffic(aws, HOUR, 'late');
  await evaluate();
  expect(aws.keys(DATA, FOLDER)).toContain(`${FOLDER}revision-0001.html`);
});

test('the page comes last: after report, alarm state, metrics, event and their marker', async () => {
  putTraffic(aws, HOUR, 'a', { shift: 1 });
  await evaluate();
  const steps = aws.calls
    .filter(({ name }) => /^Put/.test(name))
    .map(({ name, input }) => (name === 'PutObject' ? String(input['Key']).split('/').at(-1) : name));
  expect(steps.slice(-6)).toEqual([
    'revision-0000.json',
    'state.json',
    'PutMetricData',
    'PutEvents',
    'announced-0000',
    'revision-0000.html',
  ]);
});

test('a page that cannot be written costs neither verdict nor alarm nor event, and is counted', async () => {
  putTraffic(aws, HOUR, 'a', { shift: 1 });
  refusePages();
  expect(await evaluate()).toMatchObject({ outcome: 'evaluated', verdict: 'CRITICAL', severity: 2 });
  expect(aws.metrics.map(({ values }) => values)).toMatchObject([{ DriftSeverity: 2 }, { DriftPageFailures: 1 }]);
  expect(aws.events).toHaveLength(1);
  expect(await evaluate()).toMatchObject({ outcome: 'unchanged' });
});

test('nor does a failure that cannot be counted either', async () => {
  putTraffic(aws, HOUR, 'a', { shift: 1 });
  refusePages();
  aws.once('PutMetricData', () => undefined);
  aws.once('PutMetricData', () => {
    throw s3Error(500, 'InternalError');
  });
  expect(await evaluate()).toMatchObject({ outcome: 'evaluated', severity: 2 });
  expect(aws.metrics).toHaveLength(1);
});

test('where the first call ended after its report, the next one draws the same page', async () => {
  putTraffic(aws, HOUR, 'a', { shift: 1 });
  await evaluate();
  const drawn = page();
  for (const key of [PAGE, `${FOLDER}announced-0000`]) aws.remove(DATA, key);
  expect(await evaluate()).toMatchObject({ outcome: 'resumed' });
  expect(page()).toBe(drawn);
});

test('the timeline has the earlier windows, and leaves out a report that cannot be read', async () => {
  putTraffic(aws, HOUR, 'a', { shift: 1 });
  putTraffic(aws, '2026/04/01/11', 'b');
  aws.put(DATA, 'reports/flights/champion/drift/2026/04/01/09-1h/revision-0000.json', '{');
  await evaluate();
  expect(page()).toContain('No report on an earlier window is known.');
  await evaluate(NEXT);
  const next = page('reports/flights/champion/drift/2026/04/01/11-1h/revision-0000.html');
  expect(next).toContain('The last 2 windows by');
  expect(next).toMatch(/04-01 10:00.*04-01 11:00/s);
});
