import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { jsonLinesTable } from '../../bin/readers/json-lines-table';
import { MAX_RECORD_LENGTH } from '../../bin/readers/text-lines';

const folder = mkdtempSync(path.join(tmpdir(), 'json-lines-table-'));
const file = path.join(folder, 'a.jsonl');
afterAll(() => rmSync(folder, { recursive: true }));

async function read(text: string) {
  writeFileSync(file, text);
  const table = await jsonLinesTable(file, {});
  const rows: unknown[] = [];
  for await (const batch of table.batches) rows.push(...batch);
  return { names: table.names, rows, unreadable: table.unreadable() };
}

describe('a file of JSON lines', () => {
  test('gives its objects as rows, whatever keys are missing or inherited', async () => {
    const { names, rows } = await read('\ufeff{"x":1,"toString":2}\r\n\r\n{"x":null}\n{"y":"a"}');
    expect(names).toEqual(['x', 'toString', 'y']);
    expect(rows).toEqual([
      [1, 2, undefined],
      [null, undefined, undefined],
      [undefined, undefined, 'a'],
    ]);
  });

  test('counts what is no object by reason, and reads on', async () => {
    const long = `{"x":"${'b'.repeat(MAX_RECORD_LENGTH)}"}`;
    const { rows, unreadable } = await read(['{"x":1}', '{"x":', '[]', 'null', long, '{"x":2}', '{"x"'].join('\n'));
    expect(rows.length).toBe(2);
    expect(unreadable).toEqual({ NOT_JSON: 4, LINE_TOO_LONG: 1 });
  });

  test('is refused where none of its lines is an object', async () => {
    await expect(read('[]\n')).rejects.toThrow('none of its lines is a JSON object');
  });
});
