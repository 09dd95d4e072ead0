import '../debug-logs';
import { gunzipSync } from 'node:zlib';
import type { BaselineDocument } from '../../../lambda/drift';
import type { DriftReport } from '../../../lib/contract';
import { baselineOf, captureObject, flightRows, flightSchema } from '../../drift/support/reference';
import { s3Error } from '../../lambda-aws/fake-s3';
import type { MemoryAws } from '../drift-sketch/memory-aws';
import { BASELINE_KEY, captureKey, configure, DATA, putBaseline } from '../drift-sketch/watched-endpoint';
import { arrive, evaluate, HOUR, reportIn, watchedAccount } from './watched-account';

const schemaOf = (sensitive: boolean) => ({
  ...flightSchema,
  features: flightSchema.features.map((field) =>
    field.name === 'origin' ? { ...field, sensitive, segment: true } : field,
  ),
});
const [hidden, open] = [true, false].map((sensitive) =>
  baselineOf(flightRows(1, 3000), { schema: schemaOf(sensitive) }),
) as [BaselineDocument, BaselineDocument];
/** Categories of the baseline, and one that only the traffic has. */
const PLAIN = /SFO|LAX|JFK|NOWHERE/;

let aws: MemoryAws;
let logged: string;

beforeEach(() => {
  aws = watchedAccount();
  logged = '';
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((text) => {
      logged += String(text);
      return true;
    });
  }
});

afterEach(() => {
  jest.restoreAllMocks();
});

/** All that two handlers leave behind of a window in which nearly everything goes wrong that can. */
async function leftBehind(baseline: BaselineDocument) {
  configure({ baseline: { bucket: 'artifacts', key: BASELINE_KEY, id: baseline.id } });
  putBaseline(aws, JSON.stringify(baseline));
  const traffic = captureObject(flightRows(2, 1000, 1).map((row, i) => (i % 5 === 0 ? row.with(2, 'NOWHERE') : row)));
  const bad = ['{"captureData":{"endpointInput":{"data":"SFO', 'SFO,LAX', captureObject([[1, 'x', 'JFK']]).toString()];
  const [arrived, broken, late] = ['a', 'b', 'c'].map((name) => captureKey(HOUR, name)) as [string, string, string];
  aws.put(DATA, arrived, traffic);
  aws.put(DATA, broken, bad.join('\n'));
  aws.once('HeadObject', () => undefined);
  aws.once('HeadObject', () => {
    throw s3Error(403, 'Forbidden');
  });
  expect((await arrive(arrived, broken, 'no capture')).batchItemFailures).toHaveLength(2);
  aws.put(DATA, late, traffic);
  // A sketch that cannot be read, of an object that is gone.
  const lost = `${aws.keys(DATA, 'sketches/')[0]?.replace(/[^/]+$/, '')}${'0'.repeat(16)}-${'0'.repeat(64)}.json.gz`;
  aws.put(DATA, lost, 'no gzip');
  const told = await evaluate();
  const objects = aws.keys(DATA).filter((key) => !key.startsWith('capture/'));
  const text = (body: Buffer) => (body[0] === 0x1f ? gunzipSync(body) : body).toString();
  const places = objects.map((key) => [key, `${key} ${text(aws.body(DATA, key))}`] as const);
  return { ...Object.fromEntries(places), told, metrics: aws.metrics, events: aws.events, logged };
}

const plainIn = (left: object) =>
  Object.entries(left).filter(([, content]) =>
    PLAIN.test(typeof content === 'string' ? content : JSON.stringify(content)),
  );

test('no category of a sensitive field stands in sketch, prediction rows, report, alarm state, metric, event or log', async () => {
  const left = await leftBehind(hidden);
  expect(plainIn(left).map(([place]) => place)).toEqual([]);
  const folders = new Set(Object.keys(left).map((place) => place.split('/')[0]));
  expect([...folders]).toEqual(expect.arrayContaining(['sketches', 'predictions', 'reports']));
  expect(logged).toContain('Capture object was not sketched');
  expect(logged).toContain('Sketches that cannot be read');
  const report = reportIn(aws) as DriftReport;
  expect(report.findings.map(({ name, test: kind }) => `${name} ${kind}`)).toContain('origin unseen');
  expect(report.invalidRows).toMatchObject({ NOT_JSON: 1, TRUNCATED: 1, WRONG_COLUMN_COUNT: 1 });
});

test('the same traffic under an open schema does name them, so that the search would find them', async () => {
  const places = plainIn(await leftBehind(open)).map(([place]) => place.split('/')[0]);
  expect(places).toEqual(expect.arrayContaining(['sketches', 'predictions']));
});
