import { planColumns } from '../../lambda/capture/column-plan';
import { splitCsv } from '../../lambda/capture/csv-text';
import { compilePointer, resolvePath } from '../../lambda/capture/json-pointer';
import type { FeatureSchemaDocument } from '../../lib/contract';
import { flightSchema } from './support/lines';

describe('planColumns', () => {
  test('names every misfit of a schema at once, each with its remedy', () => {
    const schema: FeatureSchemaDocument = {
      ...flightSchema,
      outputContentType: 'application/json',
      features: [
        { name: 'a', kind: 'number' },
        { name: 'b', kind: 'number', position: 1 },
        { name: 'b', kind: 'number', position: 1 },
      ],
      outputs: [
        { name: 'p', kind: 'number', pointer: '/x/*/a' },
        { name: 'q', kind: 'number', pointer: '/y/*/a' },
        { name: 'r', kind: 'number', pointer: 'no-slash' },
        { name: 's', kind: 'number', pointer: '/a/*/b/*' },
      ],
    };
    let message = '';
    try {
      planColumns(schema);
    } catch (error) {
      message = String(error);
    }
    expect(message.split('\n')).toHaveLength(1 + 6);
    for (const part of [
      "'a' has no position",
      'both have position 1',
      "'b' names two fields",
      'several row axes (/x/*, /y/*)',
      "'no-slash'",
      "'/a/*/b/*'",
    ]) {
      expect(message).toContain(part);
    }
  });
});

describe('JSON Pointer', () => {
  test.each([
    ['/a/b', ['a', 'b']],
    ['', []],
    ['/a~1b/~0c', ['a/b', '~c']],
    ['/', ['']],
  ])('reads %j', (text, path) => {
    expect(compilePointer(text)?.path.map(({ key }) => key)).toEqual(path);
  });

  test('refuses an escape that RFC 6901 does not know', () => {
    expect(compilePointer('/a~2')).toBeUndefined();
  });

  test('takes array items by canonical index only', () => {
    const item = (pointer: string) => resolvePath([1, 2], compilePointer(pointer)?.path ?? []);
    expect([item('/01'), item('/length'), item('/-'), item('/2'), item('/1')]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      2,
    ]);
  });
});

describe('splitCsv', () => {
  const texts = (text: string) => splitCsv(text)?.map((row) => row.map((cell) => cell.text));

  test.each([
    [
      'a,b\nc,d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['a,"b,\n""c""",d\r\n', [['a', 'b,\n"c"', 'd']]],
    ['"a" ,\t"b"', [['a', 'b']]],
    ['a\n\nb', [['a'], [''], ['b']]],
    ['a\n\n', [['a'], ['']]],
    ['a,', [['a', '']]],
    ['a\rb', [['a\rb']]],
    ['say "hi"', [['say "hi"']]],
  ])('splits %j', (text, rows) => {
    expect(texts(text)).toEqual(rows);
  });

  test.each(['"open', '"a"b', 'x,"a"b\n'])('refuses %j', (text) => {
    expect(splitCsv(text)).toBeUndefined();
  });
});
