import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import {
  decodeSketch,
  encodeSketch,
  ObjectSketcher,
  prepareBaseline,
  type SketchDocument,
  SketchMerger,
} from '../../lambda/drift';
import { FrequentNames, KEPT_NAMES } from '../../lambda/drift/frequent-names';
import type { FeatureSchemaDocument } from '../../lib/contract';
import { random } from '../capture/support/fuzz';
import { baselineOf, captureObject, flightRows, flightSchema } from './support/reference';

const document = baselineOf(flightRows(1, 3000));
const baseline = prepareBaseline(document);

function sketch(object: Buffer, key = 'a', prepared = baseline): SketchDocument {
  const sketcher = new ObjectSketcher(prepared, { objectKey: key, etag: 'e' });
  sketcher.push(object);
  return sketcher.end();
}

function merged(sketches: readonly SketchDocument[]) {
  const merger = new SketchMerger();
  for (const one of sketches) merger.add(one);
  return merger.totals();
}

describe('a sketch', () => {
  const rows = flightRows(2, 400);

  test('survives storage unchanged', () => {
    const made = sketch(captureObject(rows));
    expect(decodeSketch(encodeSketch(made), document.id, baseline.counted)).toEqual(JSON.parse(JSON.stringify(made)));
  });

  test('is the same to the bit for the fast and the slow path', () => {
    const slow = new ObjectSketcher(baseline, { objectKey: 'a', etag: 'e', fastPath: false });
    slow.push(captureObject(rows));
    expect(encodeSketch(slow.end())).toEqual(encodeSketch(sketch(captureObject(rows))));
  });

  test('adds up to the same bits in any sharding and any order', () => {
    const { id: _id, source: _source, schemaVersion: _version, ...whole } = sketch(captureObject(rows));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: rows.length }), { maxLength: 12 }), fc.integer(), (cuts, seed) => {
        const edges = [0, ...[...cuts].sort((a, b) => a - b), rows.length];
        const parts = edges.slice(1).map((end, i) => sketch(captureObject(rows.slice(edges[i], end)), `part-${i}`));
        const next = random(seed);
        expect(
          merged(
            parts
              .map((part) => ({ part, at: next() }))
              .sort((a, b) => a.at - b.at)
              .map(({ part }) => part),
          ),
        ).toEqual(whole);
      }),
      { seed: 21, numRuns: 40 },
    );
  });

  test('counts once when its object is notified twice', () => {
    const one = sketch(captureObject(rows));
    const merger = new SketchMerger();
    expect([merger.add(one), merger.add(one)]).toEqual([true, false]);
    expect(merger.totals().rows).toBe(rows.length);
  });

  test('keeps categories with hostile names as data', () => {
    const hostile = ['__proto__', 'constructor', '<script>', '\u001b[31m'];
    const odd = rows.slice(0, 8).map((row, i) => row.with(2, hostile[i % 4] as string));
    const stored = decodeSketch(encodeSketch(sketch(captureObject(odd))), document.id, baseline.counted);
    const origin = merged([stored]).columns.find(({ name }) => name === 'origin');
    expect(origin?.categories?.unseen).toBe(8);
    expect(origin?.newNames?.map(({ name, atLeast }) => [name, atLeast])).toEqual(
      [...hostile].sort().map((name) => [name, 2]),
    );
    expect(({} as Record<string, unknown>).rows).toBeUndefined();
  });

  test('stays small when ten thousand new categories come', () => {
    const many = Array.from({ length: 10_000 }, (_, i) =>
      (rows[i % rows.length] as (string | number)[]).with(2, `airport-${i}`),
    );
    const made = sketch(captureObject(many));
    const origin = made.columns.find(({ name }) => name === 'origin');
    expect(origin?.categories?.unseen).toBe(10_000);
    expect(origin?.newNames?.length).toBeLessThanOrEqual(KEPT_NAMES);
    expect(encodeSketch(made).length).toBeLessThan(64 * 1024);
  });

  test('counts the outputs of each segment value apart', () => {
    const features = flightSchema.features.map((field) =>
      field.name === 'origin' ? { ...field, segment: true } : field,
    );
    const prepared = prepareBaseline(baselineOf(flightRows(1, 3000), { schema: { ...flightSchema, features } }));
    const { segments } = sketch(captureObject(rows), 'a', prepared);
    const expected = Object.fromEntries(
      ['SFO', 'LAX', 'JFK'].map((code) => [code, rows.filter((row) => row[2] === code).length]),
    );
    expect(Object.fromEntries(segments.map(({ value, rows: count }) => [value, count]))).toEqual(expected);
    const counted = segments.map(({ columns }) =>
      (columns[0]?.numeric?.counts ?? []).reduce((sum, count) => sum + count, 0),
    );
    expect(counted.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(390);
  });

  const tampered = (change: (sketch: Record<string, unknown>) => void): Buffer => {
    const parsed = JSON.parse(gunzipSync(encodeSketch(sketch(captureObject(rows)))).toString('utf8'));
    change(parsed);
    return gzipSync(JSON.stringify(parsed));
  };
  test.each<[string, string, Buffer]>([
    ['CORRUPT', 'bytes that are no gzip', Buffer.from('{}')],
    ['CORRUPT', 'a cut object', encodeSketch(sketch(captureObject(rows))).subarray(0, 500)],
    ['CORRUPT', 'no document', gzipSync('null')],
    ['OTHER_VERSION', 'another version', tampered((made) => Object.assign(made, { schemaVersion: 99 }))],
    [
      'OTHER_BASELINE',
      'another baseline',
      tampered((made) => Object.assign(made.source as object, { baselineId: 'x' })),
    ],
    ['CORRUPT', 'another source', tampered((made) => Object.assign(made.source as object, { objectKey: 'x' }))],
    ['CORRUPT', 'a negative count', tampered((made) => Object.assign(made, { rows: -1 }))],
    ['CORRUPT', 'a lost column', tampered((made) => (made.columns as unknown[]).pop())],
    [
      'CORRUPT',
      'a broken count',
      tampered((made) => {
        (made.columns as { numeric: { counts: unknown[] } }[])[0]?.numeric.counts.fill(0.5);
      }),
    ],
  ])('is refused as %s for %s', (code, _what, stored) => {
    expect(() => decodeSketch(stored, document.id, baseline.counted)).toThrow(
      expect.objectContaining({ name: 'SketchError', code }),
    );
  });
});

describe('sketches of 20 features', () => {
  const schema: FeatureSchemaDocument = {
    ...flightSchema,
    features: Array.from({ length: 20 }, (_, i) => ({ name: `x${i}`, kind: 'number', position: i })),
    outputs: [],
  };
  const uniform = random(7);
  const table = Array.from({ length: 5000 }, () => schema.features.map(() => (100 * uniform()).toFixed(6)));
  const prepared = prepareBaseline(baselineOf(table, { schema, columns: schema.features.map(({ name }) => name) }));
  const one = (() => {
    const sketcher = new ObjectSketcher(prepared, { objectKey: 'a', etag: 'e' });
    for (const row of table) {
      const data = row.join(',');
      const input = { observedContentType: 'text/csv', mode: 'INPUT', data, encoding: 'CSV' };
      const line = {
        captureData: { endpointInput: input },
        eventMetadata: { eventId: 'e', inferenceTime: 't' },
        eventVersion: '0',
      };
      sketcher.push(Buffer.from(`${JSON.stringify(line)}\n`));
    }
    return sketcher.end();
  })();

  test('take less than 64 kB, gzipped', () => {
    expect(encodeSketch(one).length).toBeLessThan(64 * 1024);
  });

  test('merge by the thousand in less than 100 ms of processor time', () => {
    const sketches = Array.from({ length: 1000 }, (_, i) => ({ ...one, id: `${i}` }));
    const times = Array.from({ length: 3 }, () => {
      const before = process.cpuUsage();
      const totals = merged(sketches);
      const { user, system } = process.cpuUsage(before);
      expect(totals.rows).toBe(5_000_000);
      return (user + system) / 1000;
    });
    expect(Math.min(...times)).toBeLessThan(100);
  });
});

describe('FrequentNames', () => {
  test('keeps every name above its share, however many others come', () => {
    const names = new FrequentNames();
    const uniform = random(3);
    for (let i = 0; i < 20_000; i++) names.add(uniform() < 0.05 ? 'frequent' : `other-${i}`);
    const [first] = names.toJSON();
    expect(first?.name).toBe('frequent');
    expect(first?.atLeast).toBeGreaterThan(1000 - 20_000 / (KEPT_NAMES + 1));
    expect(names.toJSON().length).toBeLessThanOrEqual(KEPT_NAMES);
  });
});
