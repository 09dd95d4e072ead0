import '../silent-logs';
import { gunzipSync } from 'node:zlib';
import type { Context, SQSEvent } from 'aws-lambda';
import { decodeSketch, prepareBaseline } from '../../../lambda/drift';
import { handler } from '../../../lambda/handlers/drift-sketch';
import { s3Error } from '../../lambda-aws/fake-s3';
import { MemoryAws } from './memory-aws';
import { baseline, captureKey, configure, DATA, putBaseline, putTraffic } from './watched-endpoint';

const CONTEXT = { getRemainingTimeInMillis: () => 60_000 } as Context;
const HOUR = '2026/04/01/10';
const prepared = prepareBaseline(baseline);
let aws: MemoryAws;

beforeEach(() => {
  aws = new MemoryAws().install();
  configure();
  putBaseline(aws);
});

afterEach(() => {
  jest.restoreAllMocks();
});

const notification = (key: string) =>
  JSON.stringify({ 'detail-type': 'Object Created', detail: { bucket: { name: DATA }, object: { key } } });

/** Handles messages with these bodies; ids of those that come back. */
async function receive(...bodies: string[]): Promise<string[]> {
  const Records = bodies.map((body, index) => ({ messageId: `m${index}`, body }));
  const { batchItemFailures } = await handler({ Records } as SQSEvent, CONTEXT);
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

const sketches = () => aws.keys(DATA, 'sketches/');
const predictions = () => aws.keys(DATA, 'predictions/');
const decode = (key: string) => decodeSketch(aws.body(DATA, key), baseline.id, prepared.counted);

test('sketches an object that arrives, under its hour and its baseline, encrypted by the key for inference data', async () => {
  const key = putTraffic(aws, HOUR, 'a', { rows: 300 });
  expect(await receive(notification(key))).toEqual([]);
  expect(sketches()).toHaveLength(1);
  expect(sketches()[0]).toMatch(`sketches/flights/champion/${baseline.id.slice(0, 16)}/${HOUR}/`);
  const sketch = decode(sketches()[0] as string);
  expect({ rows: sketch.rows, objectKey: sketch.source.objectKey }).toEqual({ rows: 300, objectKey: key });
  expect(aws.settings(DATA, sketches()[0] as string)).toMatchObject({
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: 'arn:aws:kms:eu-west-1:111111111111:key/k',
  });
});

test('writes one prediction row for each captured row in the same pass, named by its inference id', async () => {
  await receive(notification(putTraffic(aws, HOUR, 'a', { rows: 300 })));
  expect(predictions()).toHaveLength(1);
  expect(predictions()[0]).toMatch(`predictions/flights/champion/${HOUR}/`);
  const lines = gunzipSync(aws.body(DATA, predictions()[0] as string))
    .toString()
    .trim()
    .split('\n');
  expect(lines).toHaveLength(300);
  expect(JSON.parse(lines[12] as string)).toMatchObject({ inferenceId: 'a-12', row: 0 });
  const reads = aws.calls.filter(({ name, input }) => name === 'GetObject' && input['Bucket'] === DATA);
  expect(reads).toHaveLength(1);
});

test('an object that is notified twice is read once and is one sketch', async () => {
  const key = putTraffic(aws, HOUR, 'a');
  expect(await receive(notification(key), notification(key))).toEqual([]);
  expect(await receive(notification(key))).toEqual([]);
  expect(sketches()).toHaveLength(1);
  expect(aws.calls.filter(({ name, input }) => name === 'GetObject' && input['Key'] === key)).toHaveLength(1);
});

test('an object with another content is another sketch of the same mark', async () => {
  const key = putTraffic(aws, HOUR, 'a', { rows: 10 });
  await receive(notification(key));
  putTraffic(aws, HOUR, 'a', { rows: 20 });
  await receive(notification(key));
  const marks = sketches().map((one) => one.split('/').at(-1)?.slice(0, 16));
  expect(marks).toHaveLength(2);
  expect(new Set(marks).size).toBe(1);
});

test('an object that is gone before it is read is done, not an error', async () => {
  expect(await receive(notification(captureKey(HOUR, 'never-there')))).toEqual([]);
  const key = putTraffic(aws, HOUR, 'a');
  aws.once('HeadObject', () => undefined);
  aws.once('HeadObject', () => aws.remove(DATA, key));
  expect(await receive(notification(key))).toEqual([]);
  expect(aws.keys(DATA)).toEqual([]);
});

test('bad lines are counted in the sketch, and end nothing', async () => {
  const key = captureKey(HOUR, 'broken');
  aws.put(DATA, key, 'not JSON\n{"captureData":');
  expect(await receive(notification(key))).toEqual([]);
  expect(decode(sketches()[0] as string)).toMatchObject({ rows: 0, badLineCount: 2 });
  expect(predictions()).toEqual([]);
});

test.each([
  ['no JSON', 'hello'],
  ['JSON null', 'null'],
  ['an event without an object', '{"detail":{"bucket":{"name":"data"}}}'],
  ['an object of another endpoint', notification('capture/c/other/champion/2026/04/01/10/a.jsonl')],
  ['an object that is no capture', notification('capture/c/flights/champion/readme.txt')],
])('%s comes back, to end as a dead letter, and the rest of the batch is done', async (_what, body) => {
  const key = putTraffic(aws, HOUR, 'a', { rows: 10 });
  expect(await receive(body, notification(key))).toEqual(['m0']);
  expect(sketches()).toHaveLength(1);
});

test('an object that may not be read comes back', async () => {
  const key = putTraffic(aws, HOUR, 'a', { rows: 10 });
  aws.once('HeadObject', () => {
    throw s3Error(403, 'Forbidden');
  });
  expect(await receive(notification(key))).toEqual(['m0']);
  expect(await receive(notification(key))).toEqual([]);
});

describe('without a usable baseline the whole batch comes back', () => {
  const other = { ...baseline, schemaVersion: 99 };
  test.each([
    ['is missing', undefined, /There is no baseline at s3:\/\/artifacts\/baselines\/flights.json/],
    ['is corrupt', '{"schemaVersion":1', /is corrupt/],
    ['was altered', JSON.stringify({ ...baseline, version: 'other' }), /its id is not the hash of its content/],
    ['has another schema version', JSON.stringify(other), /schema version 99/],
  ])('where it %s', async (_what, body, message) => {
    if (body === undefined) aws.remove('artifacts', 'baselines/flights.json');
    else putBaseline(aws, body);
    await expect(receive(notification(putTraffic(aws, HOUR, 'a')))).rejects.toThrow(message);
    expect(sketches()).toEqual([]);
  });

  test('where it is another one than the stack was deployed with', async () => {
    configure({ baseline: { bucket: 'artifacts', key: 'baselines/flights.json', id: '0'.repeat(64) } });
    putBaseline(aws, JSON.stringify(baseline, null, 1));
    await expect(receive(notification('x'))).rejects.toThrow(/the stack was deployed with 0000/);
  });
});

test('refuses settings of another version, and says what to do', async () => {
  configure({ schemaVersion: 2 });
  await expect(receive('{}')).rejects.toThrow(/schema version 2.*Deploy construct and code of the same release/);
});
