import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { MAX_EXAMPLES } from '../../lambda/capture/bad-line';
import type { FeatureSchemaDocument } from '../../lib/contract';
import { captured, flightSchema } from './support/lines';
import { scan } from './support/scan';

const row = '803,4.5,SFO,1,true';
const good = captured({ input: row, output: '12.25' });
const expected = [803, 4.5, '=SFO', 1, '=true', 12.25];
const vocabularies = new Map([['origin', ['SFO', 'LAX', '__proto__']]]);
const lines = (...all: string[]) => `${all.join('\n')}\n`;

describe('CaptureScanner', () => {
  test('joins the rows of request and response and names each line', () => {
    const { rows, ids, summary } = scan(
      lines(captured({ input: `${row}\n${row}`, output: '1\n2', inferenceId: 'r-7' }), good),
      flightSchema,
    );
    expect(rows).toEqual([[...expected.slice(0, 5), 1], [...expected.slice(0, 5), 2], expected]);
    expect(ids).toEqual(['r-7@2026-04-06T07:00:00Z', 'e-1@2026-04-06T07:00:00Z']);
    expect(summary).toMatchObject({ lines: 2, rows: 3, badLineCount: 0, badLines: {} });
  });

  test('reads lines of a shape it has seen from their bytes, whatever the key order and the blanks are', () => {
    const parsed = JSON.parse(good);
    const reordered = JSON.stringify({
      eventVersion: '0',
      eventMetadata: parsed.eventMetadata,
      captureData: parsed.captureData,
    });
    const spaced = JSON.stringify(parsed, undefined, 1).replaceAll('\n', ' ');
    const { rows, summary } = scan(
      lines(...Array.from({ length: 30 }, (_, i) => [good, reordered, spaced][i % 3] as string)),
      flightSchema,
    );
    expect(rows).toEqual(Array.from({ length: 30 }, () => expected));
    expect(summary.slowLines).toBe(3);
  });

  test('does not take the shape of a BASE64 line for one of CSV', () => {
    const base64 = captured({ input: Buffer.from(row).toString('base64'), inputEncoding: 'BASE64', output: '12.25' });
    const { rows, summary } = scan(lines(base64, base64, good, base64), flightSchema);
    expect(rows).toEqual([expected, expected, expected, expected]);
    expect(summary.badLineCount).toBe(0);
  });

  test('takes the last of repeated keys, as JSON.parse does, in every line', () => {
    const repeated = good.replace('"data":"803', '"data":"1,1,LAX,1,true","data":"803');
    expect(scan(lines(repeated, repeated, repeated), flightSchema).rows).toEqual([expected, expected, expected]);
  });

  test('gives the same rows for chunks of any size', () => {
    const object = lines(
      good,
      captured({ input: row }),
      'not json',
      captured({ input: `${row}\r\n${row}`, output: '1\r\n2' }),
      good,
    ).slice(0, -1);
    const whole = scan(object, flightSchema);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: object.length + 1 }), (chunkSize) => {
        expect(scan(object, flightSchema, { chunkSize })).toEqual(whole);
      }),
      { seed: 4, numRuns: 60 },
    );
  });

  test('keeps every bit of a number', () => {
    const schema: FeatureSchemaDocument = {
      ...flightSchema,
      features: [{ name: 'x', kind: 'number', position: 0 }],
      outputs: [],
    };
    const doubles = fc.double({ noNaN: true, noDefaultInfinity: true }).map(String);
    const digits = fc
      .tuple(fc.bigInt({ min: -(10n ** 19n), max: 10n ** 19n }), fc.integer({ min: 0, max: 22 }))
      .map(([mantissa, scale]) => {
        const text = (mantissa < 0n ? -mantissa : mantissa).toString().padStart(scale + 1, '0');
        const point = text.length - scale;
        return `${mantissa < 0n ? '-' : ''}${text.slice(0, point)}${scale > 0 ? `.${text.slice(point)}` : ''}`;
      });
    fc.assert(
      fc.property(fc.array(fc.oneof(doubles, digits), { minLength: 1, maxLength: 50 }), (texts) => {
        const { rows } = scan(lines(captured({ input: '0' }), ...texts.map((input) => captured({ input }))), schema);
        expect(rows.slice(1)).toEqual(texts.map((text) => [Number(text)]));
      }),
      { seed: 5, numRuns: 400 },
    );
  });

  test('tells empty, null, NaN, infinite and mistyped values from numbers', () => {
    const cells = ['', 'null', 'NaN', 'Infinity', '-Infinity', '1e999', 'abc', '0x10', '"7"', '+7', ' 7 ', '-0'];
    const inputs = cells.map((cell) => captured({ input: `${cell},0,SFO,0,0`, output: '0' }));
    const values = scan(lines(good, ...inputs), flightSchema)
      .rows.slice(1)
      .map(([first]) => first);
    expect(values).toEqual(['NULL', 'NULL', ...Array(6).fill('INVALID'), 7, 7, 7, -0]);
  });

  test('counts a fraction in an integer column, and a word in a boolean one, as invalid', () => {
    const { rows } = scan(
      lines(
        good,
        captured({ input: '1,1,SFO,1.5,maybe', output: '1' }),
        captured({ input: '1,1,SFO,2.000,0', output: '1' }),
      ),
      flightSchema,
    );
    expect(rows.slice(1).map((cells) => cells.slice(3, 5))).toEqual([
      ['INVALID', 'INVALID'],
      [2, '=false'],
    ]);
  });

  test('keeps hostile categories as they are', () => {
    const names = ['__proto__', 'constructor', '<script>alert(1)</script>', '\u001b[31mred', 'a"b', 'São Paulo', '🛫'];
    const quoted = (name: string) => `1,1,"${name.replaceAll('"', '""')}",1,1`;
    const { rows, summary } = scan(
      lines(good, ...names.map((name) => captured({ input: quoted(name), output: '1' }))),
      flightSchema,
      { vocabularies },
    );
    expect(rows.slice(1).map((cells) => cells[2])).toEqual(names.map((name) => `=${name}`));
    expect(summary.badLineCount).toBe(0);
  });

  test('cuts an endless category, and still tells two of them apart', () => {
    const inputs = ['x', 'y'].map((end) => captured({ input: `1,1,${'a'.repeat(5000)}${end},1,1`, output: '1' }));
    const [first, second] = scan(lines(...inputs), flightSchema).rows.map((cells) => cells[2] as string);
    expect(first?.length).toBeLessThan(150);
    expect(first).not.toBe(second);
  });

  test.each([
    ['NOT_JSON', '{"captureData":nonsense}'],
    ['TRUNCATED', good.slice(0, 150)],
    ['NOT_A_CAPTURED_LINE', '{"hello":"world"}'],
    ['NOT_A_CAPTURED_LINE', '[1,2]'],
    ['NO_INPUT', captured({ output: '1' })],
    ['EMPTY_PAYLOAD', captured({ input: '', output: '' })],
    ['BAD_BASE64', captured({ input: 'MTIz*', inputEncoding: 'BASE64', output: '1' })],
    [
      'WRONG_CONTENT_TYPE',
      captured({ input: '{}', inputType: 'application/json', inputEncoding: 'JSON', output: '1' }),
    ],
    ['WRONG_CONTENT_TYPE', captured({ input: 'MTIz', inputType: 'image/png', inputEncoding: 'BASE64', output: '1' })],
    ['BAD_PAYLOAD', captured({ input: '1,1,"SFO,1,1', output: '1' })],
    ['WRONG_COLUMN_COUNT', captured({ input: '1,1,SFO,1', output: '1' })],
    ['WRONG_COLUMN_COUNT', captured({ input: `${row},9`, output: '1' })],
    ['ROW_COUNT_MISMATCH', captured({ input: row, output: '1\n2' })],
    ['LINE_TOO_LONG', captured({ input: '1'.repeat(2000), output: '1' })],
  ])('counts %s and goes on', (reason, bad) => {
    for (const chunkSize of [7, 1 << 16]) {
      const { rows, summary } = scan(lines(good, good, bad, good), flightSchema, { chunkSize, maxLineBytes: 1000 });
      expect(rows).toEqual([expected, expected, expected]);
      expect(summary).toMatchObject({ lines: 4, badLineCount: 1, badLines: { [reason]: { lines: 1 } } });
      const example = summary.badLines[reason as 'NOT_JSON']?.examples[0];
      const sha256 = createHash('sha256').update(bad).digest('hex');
      expect(example).toMatchObject({ objectKey: 'key', line: 3, bytes: Buffer.byteLength(bad), sha256 });
    }
  });

  test('skips a line of 10 MB in constant memory and reads on', () => {
    const before = process.memoryUsage().arrayBuffers;
    const { rows, summary } = scan(
      lines(good, captured({ input: '1,'.repeat(5_500_000), output: '1' }), good),
      flightSchema,
    );
    expect(rows).toHaveLength(2);
    expect(summary.badLines.LINE_TOO_LONG?.lines).toBe(1);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(80e6);
  });

  test('keeps a few examples of each reason and counts them all', () => {
    const { summary } = scan(lines(...Array.from({ length: 50 }, (_, i) => `bad ${i}`)), flightSchema);
    expect(summary.badLines.NOT_JSON?.lines).toBe(50);
    expect(summary.badLines.NOT_JSON?.examples).toHaveLength(MAX_EXAMPLES);
  });

  test('quotes the beginning of a bad line so that no terminal and no page can act on it', () => {
    const { summary } = scan(lines('\u001b[31m<b>caf\u00e9</b>\\'), flightSchema);
    expect(summary.badLines.NOT_JSON?.examples[0]?.excerpt).toBe('\\u001b[31m<b>caf\\u00e9</b>\\\\');
    const long = scan(lines('\u0007'.repeat(500)), flightSchema).summary.badLines.NOT_JSON?.examples[0]?.excerpt ?? '';
    expect(long.length).toBeLessThanOrEqual(80);
  });

  test('quotes nothing where any field is sensitive', () => {
    const sensitive = {
      ...flightSchema,
      outputs: [{ name: 'prediction', kind: 'number' as const, position: 0, sensitive: true }],
    };
    expect(scan(lines('secret 4711'), sensitive).summary.badLines.NOT_JSON?.examples[0]).not.toHaveProperty('excerpt');
  });

  test('reads an object with a byte-order mark, CRLF line ends, blank lines and no line end at its end', () => {
    const { rows, summary } = scan(`\ufeff${good}\r\n\r\n${good}\r\n${good}`, flightSchema);
    expect(rows).toEqual([expected, expected, expected]);
    expect(summary).toMatchObject({ lines: 3, badLineCount: 0 });
  });

  test('counts an object that ends in the middle of a line', () => {
    const { rows, summary } = scan(`${good}\n${good.slice(0, 200)}`, flightSchema);
    expect(rows).toEqual([expected]);
    expect(summary.badLines.TRUNCATED?.lines).toBe(1);
  });

  test('reads nothing from an empty object', () => {
    expect(scan('', flightSchema).summary).toMatchObject({ lines: 0, rows: 0, badLineCount: 0 });
  });

  test('leaves the outputs out where only requests were captured', () => {
    const { rows, summary } = scan(lines(captured({ input: row }), captured({ input: row })), flightSchema);
    expect(rows.map((cells) => cells[5])).toEqual(['NOT_CAPTURED', 'NOT_CAPTURED']);
    expect(summary).toMatchObject({ rows: 2, rowsWithoutOutput: 2, badLineCount: 0 });
  });

  test('reads a line of ten thousand rows among small ones', () => {
    const many = captured({ input: Array(10_000).fill(row).join('\n'), output: Array(10_000).fill('1').join('\n') });
    expect(scan(lines(good, many, good), flightSchema).rows).toHaveLength(10_002);
  });

  test('does not keep the categories of a line that turns out to be bad', () => {
    const bad = captured({ input: '1,1,XXX,1,1\n1,1,YYY,1,1\n1,1', output: '1' });
    const { rows } = scan(lines(good, bad, captured({ input: '1,1,NEW,1,1', output: '1' })), flightSchema, {
      vocabularies,
    });
    expect(rows.map((cells) => cells[2])).toEqual(['=SFO', '=NEW']);
  });
});

describe('CaptureScanner on JSON payloads', () => {
  const schema: FeatureSchemaDocument = {
    ...flightSchema,
    inputContentType: 'application/json',
    features: [
      { name: 'age', kind: 'integer', pointer: '/instances/*/age' },
      { name: 'city', kind: 'category', pointer: '/instances/*/a~1b/0' },
      { name: 'region', kind: 'category', pointer: '/context/region' },
    ],
  };
  const body = (value: unknown, output = '1') =>
    captured({
      input: typeof value === 'string' ? value : JSON.stringify(value),
      inputType: 'application/json',
      inputEncoding: 'JSON',
      output,
    });

  test('follows one row axis and repeats what stands outside it', () => {
    const value = {
      instances: [
        { age: 4, 'a/b': ['x'] },
        { age: null, 'a/b': [] },
      ],
      context: { region: 'eu' },
    };
    expect(scan(body(value, '1\n2'), schema).rows).toEqual([
      [4, '=x', '=eu', 1],
      ['NULL', 'NULL', '=eu', 2],
    ]);
  });

  test('counts text where a number belongs, and an object where a category belongs, as invalid', () => {
    const value = { instances: [{ age: '4', 'a/b': [{}] }], context: { region: 7 } };
    expect(scan(body(value), schema).rows).toEqual([['INVALID', 'INVALID', '=7', 1]]);
  });

  test('reads lines of a known shape without parsing them as a whole, and finds the cut ones among them', () => {
    const value = { instances: [{ age: 4, 'a/b': ['é"\\'] }], context: { region: 'eu' } };
    const whole = body(value);
    const cutInEscape = whole.slice(0, whole.indexOf('\\"') + 1);
    const { rows, summary } = scan([whole, whole, cutInEscape, whole, cutInEscape].join('\n'), schema);
    expect(rows).toEqual([1, 2, 3].map(() => [4, '=é"\\', '=eu', 1]));
    expect(summary).toMatchObject({ slowLines: 3, badLines: { TRUNCATED: { lines: 2 } } });
  });

  test('does not find what an object only inherits', () => {
    const inherited: FeatureSchemaDocument = {
      ...schema,
      features: [{ name: 'x', kind: 'category', pointer: '/constructor/name' }],
    };
    expect(scan(body({}), inherited).rows).toEqual([['NULL', 1]]);
  });

  test.each([
    ['NO_ROW_AXIS', { instances: 5 }],
    ['NO_ROW_AXIS', [1]],
    ['EMPTY_PAYLOAD', { instances: [] }],
    ['BAD_PAYLOAD', '{"instances":'],
  ])('counts %s', (reason, value) => {
    expect(scan(body(value), schema).summary.badLines).toMatchObject({ [reason]: { lines: 1 } });
  });
});
