import { CaptureScanner } from '../../../lambda/capture/capture-scanner';
import { planColumns } from '../../../lambda/capture/column-plan';
import type { FeatureSchemaDocument } from '../../../lib/contract';
import { CollectingSink } from './collect';
import { type Cell, oracleLine } from './oracle';

const csvSchema: FeatureSchemaDocument = {
  schemaVersion: 1,
  inputContentType: 'text/csv',
  outputContentType: 'text/csv',
  features: [
    { name: 'distance', kind: 'number', position: 0 },
    { name: 'origin', kind: 'category', position: 1 },
    { name: 'stops', kind: 'integer', position: 3 },
    { name: 'holiday', kind: 'boolean', position: 4 },
  ],
  outputs: [{ name: 'delay', kind: 'number', position: 0, primary: true }],
};
const jsonSchema: FeatureSchemaDocument = {
  ...csvSchema,
  inputContentType: 'application/json',
  features: [
    { name: 'distance', kind: 'number', pointer: '/instances/*/d' },
    { name: 'origin', kind: 'category', pointer: '/instances/*/o~1x' },
    { name: 'stops', kind: 'integer', pointer: '/instances/*/s/0' },
    { name: 'holiday', kind: 'boolean', pointer: '/context/holiday' },
  ],
};
const numbersOnly: FeatureSchemaDocument = {
  ...csvSchema,
  features: [0, 1, 2].map((position) => ({ name: `x${position}`, kind: 'number', position })),
  outputs: [],
};
const vocabularies = new Map([['origin', ['SFO', 'São Paulo', '__proto__', 'null', '<script>', 'a b']]]);

type Random = () => number;

/** Mulberry32. */
export function random(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function pick<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)] as T;
}

const ODD_CELLS = [
  '', ' ', 'null', 'NaN', 'Infinity', '-Infinity', '1e5', '1E-7', '-0', '-0.0', '+3', '.5', '5.', '-.5', '.', '-', 'e5',
  '1e', '0x10', '1_000', '1 2', ' 12.5 ', '\t7', '1e309', '-1e309', '5e-324', '2.2250738585072014e-308', '00012.50',
  '9007199254740993', '0.1000000000000000055511151231257827', '123456789012345678901234567890', '1.7976931348623157e308',
  '4.35', '0.3', '8.5e22', '9.5', '1.0', 'true', 'False', '0', '1', 'SFO', ' SFO', 'São Paulo', '__proto__', '<script>',
  '\u001b[31mred', 'a\u0000b', '\ufeffSFO', '\ud800', '🛫', 'ı', '"quoted"', '"a,b"', '"line\nbreak"', '"a""b"', '"open',
  '"x"y', ' "12" ', '\\', '\\n', 'a\\nb', '\r', 'constructor', 'ﬀ', '١٢', '0.123456789012345678', '0.12:456', '0.12/456', '1:2',
]; // biome-ignore format: a table

function number(random: Random): string {
  const digits = pick(random, [0, 1, 3, 6, 6, 6, 9, 12, 15, 17, 20]);
  const size = pick(random, [1, 10, 1000, 1e6, 1e9, 1e15]);
  const text = ((random() - 0.3) * size).toFixed(digits);
  return random() < 0.05 ? String((random() - 0.5) * 10 ** Math.floor(random() * 60 - 30)) : text;
}

function cell(random: Random, kind: string, odd: number): string {
  if (random() < odd) return pick(random, ODD_CELLS);
  if (kind === 'number') return number(random);
  if (kind === 'integer') return String(Math.floor(random() * 20) - 5);
  if (kind === 'boolean') return pick(random, ['true', 'false', 'True', '0', '1']);
  return pick(random, ['SFO', 'São Paulo', 'LAX', 'JFK', 'a b', '__proto__', 'null']);
}

function csv(random: Random, kinds: readonly string[], rows: number): string {
  const odd = pick(random, [0, 0, 0.02, 0.1]);
  const separator = random() < 0.9 ? '\n' : '\r\n';
  const body = Array.from({ length: rows }, () => {
    const cells = kinds.map((kind) => cell(random, kind, odd));
    if (random() < 0.01) cells.push('1');
    if (random() < 0.01) cells.pop();
    return cells.join(',');
  }).join(separator);
  const mark = random() < 0.02 ? '\ufeff' : '';
  return mark + body + (random() < 0.1 ? separator : '') + (random() < 0.01 ? separator : '');
}

function jsonValue(random: Random): unknown {
  return pick<() => unknown>(random, [
    () => Number(number(random)), () => pick(random, ODD_CELLS), () => null, () => true, () => [1], () => ({ a: 1 }),
    () => Math.floor(random() * 9), () => 'SFO', () => undefined,
  ])(); // biome-ignore format: a list
}

function json(random: Random, rows: number): string {
  const instances = Array.from({ length: rows }, () => ({
    d: jsonValue(random),
    'o/x': jsonValue(random),
    s: [jsonValue(random)],
  }));
  const body = random() < 0.03 ? { instances: 5 } : { instances, context: { holiday: jsonValue(random) } };
  return random() < 0.01 ? '[]' : JSON.stringify(body);
}

/** Half of the objects are written by one steady writer, so that most of their lines are read from the bytes. */
let steady = false;

function shuffled<T extends object>(random: Random, value: T): T {
  if (steady || random() < 0.8) return value;
  return Object.fromEntries(Object.entries(value).sort(() => random() - 0.5)) as T;
}

function payload(random: Random, text: string, type: string, mode: string): object {
  const roll = steady ? 1 : random();
  const encoding =
    roll < 0.04 ? 'BASE64' : roll < 0.045 ? 'JSON' : roll < 0.05 ? 'NONE' : type === 'text/csv' ? 'CSV' : 'JSON';
  let data = encoding === 'BASE64' ? Buffer.from(text).toString('base64') : text;
  if (encoding === 'BASE64' && random() < 0.2) data = data.slice(0, -1);
  const observedContentType = steady
    ? type
    : random() < 0.1
      ? `${type}; charset=utf-8`
      : random() < 0.01
        ? 'application/octet-stream'
        : type;
  return shuffled(random, { observedContentType, mode, data, encoding });
}

function line(random: Random, schema: FeatureSchemaDocument): string {
  const rows = random() < 0.8 ? 1 : Math.floor(random() * 5);
  const isCsv = schema.inputContentType === 'text/csv';
  const kinds =
    schema === numbersOnly ? ['number', 'number', 'number'] : ['number', 'category', 'category', 'integer', 'boolean'];
  const input = isCsv ? csv(random, kinds, rows) : json(random, rows);
  const output = csv(random, ['number'], random() < 0.97 ? rows : rows + 1);
  const captureData: Record<string, unknown> = {
    endpointInput: payload(random, input, schema.inputContentType, 'INPUT'),
    endpointOutput: payload(random, output, 'text/csv', 'OUTPUT'),
  };
  if (random() < 0.01) delete captureData.endpointInput;
  if (random() < 0.02) delete captureData.endpointOutput;
  const id = random() < 0.02 ? pick(random, ODD_CELLS) : `id-${Math.floor(random() * 1e6)}`;
  const eventMetadata = {
    eventId: id,
    inferenceId: !steady && random() < 0.1 ? undefined : id,
    inferenceTime: '2026-04-06T07:00:00Z',
  };
  const captured = shuffled(random, { captureData: shuffled(random, captureData), eventMetadata, eventVersion: '0' });
  if (steady) return JSON.stringify(captured);
  if (random() < 0.02) return JSON.stringify(captured).replace('"data":', '"data":"shadowed","data":');
  if (random() < 0.1) return JSON.stringify(captured, undefined, 1).replaceAll('\n', ' ');
  if (random() < 0.05)
    return JSON.stringify(captured).replace(
      /[\u0080-\uffff/]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  return JSON.stringify(captured);
}

/** Damages a line now and then: bytes lost, doubled, changed, cut off. */
function damaged(random: Random, text: string): Buffer {
  const bytes = Buffer.from(text);
  if (random() > 0.15 || bytes.length === 0) return bytes;
  const at = Math.floor(random() * bytes.length);
  const roll = random();
  if (roll < 0.25) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + Math.floor(random() * 3))]);
  if (roll < 0.45) return bytes.subarray(0, at);
  if (roll < 0.7)
    return Buffer.concat([
      bytes.subarray(0, at),
      Buffer.of(pick(random, [34, 44, 92, 0, 9, 13, 32, 45, 46, 48, 128, 255, 0xef])),
      bytes.subarray(at),
    ]);
  bytes[at] = roll < 0.85 ? Math.floor(random() * 256) : pick(random, [34, 44, 92, 110, 123, 125, 58, 46, 57]);
  return bytes;
}

/** One object of `lines` lines, scanned in random chunks and compared with the oracle. Undefined where all is equal. */
export function fuzzObject(seed: number, lines: number): string | undefined {
  const next = random(seed);
  steady = next() < 0.6;
  const schema = pick(next, [csvSchema, csvSchema, csvSchema, numbersOnly, jsonSchema]);
  const text = Buffer.concat(
    Array.from({ length: lines }, () => {
      const bytes = next() < 0.005 ? Buffer.from(' \t') : damaged(next, line(next, schema));
      return Buffer.concat([bytes.includes(10) ? Buffer.from('{') : bytes, Buffer.from(next() < 0.03 ? '\r\n' : '\n')]);
    }),
  );
  const object = next() < 0.5 ? text : text.subarray(0, -1);
  const plan = planColumns(schema, vocabularies);
  const sink = new CollectingSink(plan);
  const scanner = new CaptureScanner(plan, [sink], { objectKey: `fuzz/${seed}`, identities: true });
  const largest = pick(next, [3, 100, 5000, 1 << 20]);
  for (let at = 0; at < object.length; ) {
    const size = 1 + Math.floor(next() * largest);
    scanner.push(Buffer.from(object.subarray(at, at + size)));
    at += size;
  }
  const summary = scanner.end();
  return compare(object, schema, sink.rows, summary.badLines as Record<string, { lines: number }>);
}

function compare(
  object: Buffer,
  schema: FeatureSchemaDocument,
  rows: Cell[][],
  bad: Record<string, { lines: number }>,
): string | undefined {
  const reasons: Record<string, number> = {};
  let row = 0;
  let from = 0;
  while (from < object.length) {
    const feed = object.indexOf(10, from);
    const end = feed < 0 ? object.length : feed;
    const text = object.subarray(from, end).toString('utf8');
    from = end + 1;
    const expected = oracleLine(text, schema);
    if (expected === 'BLANK') continue;
    if ('reason' in expected) {
      reasons[expected.reason] = (reasons[expected.reason] ?? 0) + 1;
      continue;
    }
    for (const want of expected.rows) {
      const got = rows[row++] ?? [];
      const same = want.length === got.length && want.every((value, i) => Object.is(value, got[i]));
      if (!same)
        return `row ${row}: expected ${JSON.stringify(want)}, got ${JSON.stringify(got)} of ${JSON.stringify(text)}`;
    }
  }
  if (row !== rows.length) return `expected ${row} rows, got ${rows.length}`;
  const counted = Object.fromEntries(Object.entries(bad).map(([reason, { lines }]) => [reason, lines]));
  const sorted = (counts: Record<string, number>) => JSON.stringify(Object.entries(counts).sort());
  return sorted(counted) === sorted(reasons)
    ? undefined
    : `expected bad lines ${sorted(reasons)}, got ${sorted(counted)}`;
}
