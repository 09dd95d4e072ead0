import {
  type BaselineDocument,
  baselineId,
  ObjectSketcher,
  prepareBaseline,
  readBaseline,
  SketchMerger,
  WindowEvaluator,
} from '../../lambda/drift';
import { baselineOf, captureObject, flightRows } from './support/reference';

const rows = flightRows(1, 3000);
const simulated = baselineOf(rows);
const stored = baselineOf(rows, { storeNulls: true });

function evaluated(document: BaselineDocument, current: number) {
  const baseline = prepareBaseline(document);
  const sketcher = new ObjectSketcher(baseline, { objectKey: 'k', etag: 'e' });
  sketcher.push(captureObject(flightRows(5, current, 0.15)));
  const merger = new SketchMerger();
  merger.add(sketcher.end());
  const { baseline: _reference, ...report } = new WindowEvaluator(baseline).evaluate(merger.totals(), {
    window: { start: '2026-04-06T07:00:00Z', end: '2026-04-06T08:00:00Z', revision: 0 },
    evaluatedAt: '2026-04-06T08:20:00Z',
  });
  return report;
}

/** The same document with one change, and an id that fits. */
function changed(change: (document: BaselineDocument) => object): string {
  const { id: _id, ...content } = JSON.parse(JSON.stringify(stored)) as BaselineDocument;
  const altered = { ...content, ...change(stored) } as BaselineDocument;
  return JSON.stringify({ ...altered, id: baselineId(altered) });
}

describe('the null distributions of a baseline', () => {
  test.each([40, 300, 2000])('judge a window of %d rows to the bit as simulated ones do', (current) => {
    const read = readBaseline(JSON.stringify(stored), 'b.json');
    expect(evaluated(read, current)).toEqual(evaluated(simulated, current));
  });

  test('are read, not simulated again: a stored one that differs is what counts', () => {
    const text = changed(({ columns }) => ({
      columns: columns.map((column) => ({
        ...column,
        nulls: column.nulls?.map((one) => ({ ...one, psi: { ...one.psi, threshold: 7 } })),
      })),
    }));
    const { features } = evaluated(readBaseline(text, 'b.json'), 300);
    for (const { noise } of features) expect(noise?.psi.usual).toBeGreaterThan(5);
  });

  test('are the same in every run', () => {
    expect(baselineOf(rows, { storeNulls: true }).id).toBe(stored.id);
  });

  test('are no part of a baseline of version 1, which is still read', () => {
    const { id: _id, ...content } = { ...simulated, schemaVersion: 1 };
    const old = readBaseline(JSON.stringify({ id: baselineId(content), ...content }), 'b.json');
    expect(evaluated(old, 300)).toEqual(evaluated(stored, 300));
  });

  test.each([
    ['a threshold that is no number', { threshold: null }],
    ['a law without scale', { law: { shape: 0, scale: 0 } }],
    ['no quantiles', { body: [] }],
  ])('are refused with %s', (_what, change) => {
    const text = changed(({ columns: [first, ...others] }) => {
      const [one, ...more] = first?.nulls ?? [];
      return { columns: [{ ...first, nulls: [{ ...one, psi: { ...one?.psi, ...change } }, ...more] }, ...others] };
    });
    expect(() => readBaseline(text, 'b.json')).toThrow('has bad null distributions');
  });

  test('are refused where a number has none of its distance', () => {
    const text = changed(({ columns: [first, ...others] }) => {
      const [one] = first?.nulls ?? [];
      return { columns: [{ ...first, nulls: [{ rows: one?.rows, psi: one?.psi }] }, ...others] };
    });
    expect(() => readBaseline(text, 'b.json')).toThrow('has bad null distributions');
  });
});
