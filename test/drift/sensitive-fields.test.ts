import { sensitiveName } from '../../lambda/capture/sensitive-name';
import {
  type BaselineDocument,
  baselineId,
  diffBaselines,
  encodeSketch,
  ObjectSketcher,
  prepareBaseline,
  readBaseline,
  SketchMerger,
  WindowEvaluator,
} from '../../lambda/drift';
import type { FeatureSchemaDocument } from '../../lib/contract';
import { baselineOf, captureObject, flightRows, flightSchema } from './support/reference';

const secret: FeatureSchemaDocument = {
  ...flightSchema,
  features: flightSchema.features.map((field) =>
    field.name === 'origin' ? { ...field, sensitive: true, segment: true } : field,
  ),
};
const rows = flightRows(1, 3000);
const open = baselineOf(rows);
const hidden = baselineOf(rows, { schema: secret });
/** The second window has a category that the baseline never saw. */
const traffic = captureObject(flightRows(2, 1000).map((row, i) => (i % 5 === 0 ? row.with(2, 'NOWHERE') : row)));
const PLAIN = /SFO|LAX|JFK|NOWHERE/;

function judged(document: BaselineDocument) {
  const baseline = prepareBaseline(document);
  let predictions = '';
  const sketcher = new ObjectSketcher(baseline, {
    objectKey: 'k',
    etag: 'e',
    writePredictions: (lines) => {
      predictions += lines;
    },
  });
  sketcher.push(traffic);
  sketcher.push(Buffer.from('{"captureData":{"endpointInput":{"data":"SFO\n'));
  const sketch = sketcher.end();
  const merger = new SketchMerger();
  merger.add(sketch);
  const report = new WindowEvaluator(baseline, { nulls: { draws: 2000 } }).evaluate(merger.totals(), {
    window: { start: '2026-04-06T07:00:00Z', end: '2026-04-06T08:00:00Z', revision: 0 },
    evaluatedAt: '2026-04-06T08:20:00Z',
  });
  return { sketch, predictions, report, size: encodeSketch(sketch).length };
}

describe('the categories of a sensitive field', () => {
  const { sketch, predictions, report } = judged(hidden);

  test('stand in plain text nowhere: not in the baseline, the sketch, the prediction rows or the report', () => {
    const texts = { baseline: hidden, sketch, predictions, report };
    for (const [where, text] of Object.entries(texts)) {
      expect({ where, plain: PLAIN.exec(JSON.stringify(text))?.[0] }).toEqual({ where, plain: undefined });
    }
    // The same traffic under an open schema does name them, so the search would find them.
    expect(PLAIN.test(JSON.stringify(judged(open).sketch))).toBe(true);
  });

  test('are counted as they are under an open schema', () => {
    const counts = (document: BaselineDocument) => {
      const { columns } = judged(document).sketch;
      const counted = columns.find(({ name }) => name === 'origin')?.categories;
      return { unseen: counted?.unseen, counts: [...(counted?.counts ?? [])].sort((a, b) => a - b) };
    };
    expect(counts(hidden)).toEqual(counts(open));
    expect(counts(hidden).unseen).toBe(200);
    const finding = ({ findings }: typeof report) =>
      findings.map(({ name, test, effect, adjustedPValue }) => [name, test, effect, adjustedPValue]);
    expect(finding(report)).toEqual(finding(judged(open).report));
  });

  test('that are new are named by digest, so that two windows can be compared', () => {
    const origin = sketch.columns.find(({ name }) => name === 'origin');
    expect(origin?.newNames).toEqual([{ name: sensitiveName('origin', 'NOWHERE'), atLeast: 200 }]);
  });

  test('name segments by digest', () => {
    expect(sketch.segments.map(({ value }) => value).sort()).toEqual(
      ['SFO', 'LAX', 'JFK'].map((name) => sensitiveName('origin', name)).sort(),
    );
  });
});

describe('a baseline of version 1', () => {
  const { id: _id, ...content } = { ...hidden, schemaVersion: 1, columns: open.columns };
  const old = { id: baselineId(content), ...content };

  test('is read, and its plain vocabulary counts as digests from then on', () => {
    const read = readBaseline(JSON.stringify(old), 'b.json');
    const { sketch, report } = judged(read);
    const [was, now] = [judged(hidden).sketch, sketch].map(
      ({ columns }) => columns.find(({ name }) => name === 'origin')?.categories?.counts ?? [],
    );
    expect([...(now ?? [])].sort((a, b) => a - b)).toEqual([...(was ?? [])].sort((a, b) => a - b));
    expect(PLAIN.test(JSON.stringify([sketch, report]))).toBe(false);
  });

  test('compares as the same with the same data in the present version', () => {
    const { columns } = diffBaselines(readBaseline(JSON.stringify(old), 'b.json'), hidden);
    expect(columns.map(({ change }) => change)).toEqual(columns.map(() => 'same'));
  });
});
