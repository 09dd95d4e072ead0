import '../silent-logs';
import type { Context } from 'aws-lambda';
import { ObjectSketcher, prepareBaseline, SketchMerger, WindowEvaluator } from '../../../lambda/drift';
import { handler } from '../../../lambda/handlers/drift-evaluate';
import type { DriftReport } from '../../../lib/contract';
import { baselineOf, captureObject, flightRows, flightSchema } from '../../drift/support/reference';
import { MemoryAws } from '../drift-sketch/memory-aws';
import { BASELINE_KEY, configure, DATA, putBaseline, putTraffic } from '../drift-sketch/watched-endpoint';

const WINDOW = { start: '2026-04-01T10:00:00.000Z', end: '2026-04-01T11:00:00.000Z' };
const NOW = '2026-04-01T11:20:00.000Z';
const REPORT = 'reports/flights/champion/drift/2026/04/01/10-1h/revision-0000.json';
const importances = { distance: 0.02, delay: 0.3, origin: 0, stops: 0.01, holiday: 0 };
const schema = {
  ...flightSchema,
  features: flightSchema.features.map((field) => (field.name === 'origin' ? { ...field, sensitive: true } : field)),
};
const baseline = baselineOf(flightRows(1, 5000), { importances, schema, storeNulls: true });

afterEach(() => jest.restoreAllMocks());

test('the deployed report carries the importances, and is what the command line makes of the same rows, to the bit', async () => {
  const aws = new MemoryAws().install();
  configure({ baseline: { bucket: 'artifacts', key: BASELINE_KEY, id: baseline.id } });
  putBaseline(aws, JSON.stringify(baseline));
  putTraffic(aws, '2026/04/01/10', 'a', { seed: 7, rows: 1000, shift: 0.5 });
  const context = { getRemainingTimeInMillis: () => 60_000, awsRequestId: 'call' } as Context;
  await handler({ window: WINDOW, now: NOW }, context);
  const text = aws.body(DATA, REPORT).toString();
  const report = JSON.parse(text) as DriftReport;
  expect(Object.fromEntries(report.features.map(({ name, importance }) => [name, importance]))).toEqual(importances);
  expect(report.findings[0]?.name).toBe('delay');
  expect(text).not.toMatch(/SFO|LAX|JFK/);

  const prepared = prepareBaseline(baseline);
  const sketcher = new ObjectSketcher(prepared, { objectKey: 'local', etag: 'e' });
  sketcher.push(captureObject(flightRows(7, 1000, 0.5)));
  const merger = new SketchMerger();
  merger.add(sketcher.end());
  const { window, evaluatedAt, endpointName, modelVersion } = report;
  const local = new WindowEvaluator(prepared).evaluate(merger.totals(), {
    window,
    evaluatedAt,
    endpointName,
    modelVersion,
    coverage: report.coverage,
    matchedBefore: new Set(),
  });
  expect(report).toEqual(JSON.parse(JSON.stringify(local)));
});
