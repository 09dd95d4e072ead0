import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { csvTable } from '../../bin/readers/csv-table';
import { MAX_RECORD_LENGTH } from '../../bin/readers/text-lines';

const folder = mkdtempSync(path.join(tmpdir(), 'csv-table-'));
const file = path.join(folder, 'a.csv');
afterAll(() => rmSync(folder, { recursive: true }));

async function read(text: string) {
  writeFileSync(file, text);
  const table = await csvTable(file, {});
  const rows: unknown[] = [];
  for await (const batch of table.batches) rows.push(...batch);
  return { names: table.names, rows, unreadable: table.unreadable() };
}

describe('a CSV file', () => {
  test('gives its rows, with byte-order mark, CRLF, quoted commas and line breaks in quotes', async () => {
    const text = '\ufeffx,y\r\n1,a\r\n"2","b, ""c""\r\nd"\r\n3,e';
    expect(await read(text)).toEqual({
      names: ['x', 'y'],
      rows: [
        ['1', 'a'],
        ['2', 'b, "c"\nd'],
        ['3', 'e'],
      ],
      unreadable: {},
    });
  });

  test('loses one row to a quote that is never closed, not all rows behind it', async () => {
    const behind = Array.from({ length: 500 }, (_, i) => `${i},b`);
    const { rows, unreadable } = await read(['x,y', '1,"open', ...behind, '7,"quoted"'].join('\n'));
    expect(rows).toHaveLength(501);
    expect(unreadable).toEqual({ BAD_PAYLOAD: 1 });
  });

  test('takes a quote in the middle of a cell for what it is', async () => {
    const { rows, unreadable } = await read('x,y\n1,5" pipe\n2,b\n3,6" pipe\n4,c\n');
    expect(rows).toEqual([
      ['1', '5" pipe'],
      ['2', 'b'],
      ['3', '6" pipe'],
      ['4', 'c'],
    ]);
    expect(unreadable).toEqual({});
  });

  test('counts rows of another width and reads on', async () => {
    const { rows, unreadable } = await read('x,y\n1\n1,2,3\n4,5\n');
    expect({ rows, unreadable }).toEqual({ rows: [['4', '5']], unreadable: { WRONG_COLUMN_COUNT: 2 } });
  });

  test('counts a line longer than the limit, keeps nothing of it and reads on', async () => {
    const { rows, unreadable } = await read(`x,y\n1,a\n2,${'b'.repeat(MAX_RECORD_LENGTH)}\n3,c\n`);
    // Not the rows themselves: a failure would print them.
    expect(rows.length).toBe(2);
    expect(unreadable).toEqual({ LINE_TOO_LONG: 1 });
  });

  test('gives back whatever was written into it', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ', 'ü', '<'), maxLength: 8 });
    const rows = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 20 });
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(rows, async (written) => {
        const text = [['x', 'y'], ...written].map((row) => row.map(quoted).join(',')).join('\n');
        expect((await read(text)).rows).toEqual(written);
      }),
      { seed: 4, numRuns: 100 },
    );
  });
});
