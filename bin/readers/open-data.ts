import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { csvTable } from './csv-table';
import { type ByteObserver, fileBytes } from './file-bytes';
import { jsonLinesTable } from './json-lines-table';
import { parquetTable } from './parquet-table';
import { type Table, UnreadableDataError } from './table';
import { textLines } from './text-lines';

export type DataFormat = 'csv' | 'parquet' | 'json-lines' | 'captured';

const EXTENSIONS: Readonly<Record<string, DataFormat>> = {
  '.csv': 'csv',
  '.parquet': 'parquet',
  '.jsonl': 'json-lines',
  '.ndjson': 'json-lines',
  '.json': 'json-lines',
};

/** The files that a path stands for: itself, or everything below it in the order of the names. */
export async function dataFiles(given: string): Promise<{ path: string; bytes: number }[]> {
  const found = await stat(given).catch(() => {
    throw new UnreadableDataError(given, 'there is no such file or folder');
  });
  if (!found.isDirectory()) return [{ path: given, bytes: found.size }];
  const entries = await readdir(given, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && extension(entry.name) !== undefined)
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  if (paths.length === 0) throw new UnreadableDataError(given, 'no .csv, .parquet or .jsonl file is in it');
  return Promise.all(paths.map(async (file) => ({ path: file, bytes: (await stat(file)).size })));
}

function extension(name: string): DataFormat | undefined {
  return EXTENSIONS[path.extname(name.replace(/\.gz$/, '')).toLowerCase()];
}

/** What a file holds, by its name and, for JSON lines, by its first line that has something on it. */
export async function dataFormat(file: string): Promise<DataFormat> {
  const format = extension(file) ?? ((await startsLikeParquet(file)) ? 'parquet' : undefined);
  if (format === undefined) {
    throw new UnreadableDataError(file, 'its name must end with .csv, .parquet, .jsonl, .ndjson or .json');
  }
  if (format !== 'json-lines') return format;
  for await (const line of textLines(fileBytes(file))) {
    if (line.trim() !== '') return /^\s*\{.*"captureData"\s*:/.test(line) ? 'captured' : 'json-lines';
  }
  return 'captured';
}

async function startsLikeParquet(file: string): Promise<boolean> {
  // What is no file cannot be read twice.
  if (!(await stat(file)).isFile()) return false;
  const handle = await open(file);
  const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
  await handle.close();
  return buffer.toString('latin1') === 'PAR1';
}

/** Opens a file of records. Captured lines are no table: a `CaptureScanner` reads them. */
export function openTable(
  file: string,
  format: Exclude<DataFormat, 'captured'>,
  observer: ByteObserver,
): Promise<Table> {
  if (format === 'csv') return csvTable(file, observer);
  return format === 'parquet' ? parquetTable(file, observer) : jsonLinesTable(file, observer);
}
