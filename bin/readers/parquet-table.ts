import { open } from 'node:fs/promises';
import type { AsyncBuffer } from 'hyparquet';
import { parquetMetadataAsync, parquetScan, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { type ByteObserver, fileBytes } from './file-bytes';
import { type Table, UnreadableDataError } from './table';

const BATCH = 1000;
/** Rows of a row group that are in memory at a time, where the file's page index allows it. */
const SLICE = 65_536;

interface OpenFile {
  readonly buffer: AsyncBuffer;
  readonly close: () => Promise<void>;
}

async function openFile(path: string): Promise<OpenFile> {
  const file = await open(path);
  const { size } = await file.stat();
  const buffer: AsyncBuffer = {
    byteLength: size,
    async slice(start, end = size) {
      const bytes = new Uint8Array(Math.max(0, end - start));
      await file.read(bytes, 0, bytes.length, start);
      return bytes.buffer;
    },
  };
  return { buffer, close: () => file.close() };
}

/** A Parquet file of flat columns; nested ones are left out. The file is read once more for its digest. */
export async function parquetTable(path: string, observer: ByteObserver): Promise<Table> {
  const { buffer: file, close } = await openFile(path);
  const metadata = await parquetMetadataAsync(file).catch(async (error: unknown) => {
    await close();
    throw new UnreadableDataError(path, `it is no Parquet file (${error instanceof Error ? error.message : error})`);
  });
  const names = parquetSchema(metadata)
    .children.filter(({ children }) => children.length === 0)
    .map(({ element }) => element.name);
  const scan = await parquetScan({ file, metadata, columns: names, compressors });
  async function* batches(): AsyncGenerator<unknown[][]> {
    try {
      yield* rowGroups();
    } finally {
      await close();
    }
  }
  async function* rowGroups(): AsyncGenerator<unknown[][]> {
    for await (const chunk of fileBytes(path, observer)) void chunk;
    for (const range of scan.ranges) {
      for (let start = range.rowStart; start < range.rowEnd; start += SLICE) {
        const end = Math.min(range.rowEnd, start + SLICE);
        const columns: ArrayLike<unknown>[] = [];
        for (const column of names) columns.push(await scan.readColumn({ column, rowStart: start, rowEnd: end }));
        for (let row = 0; row < end - start; row += BATCH) {
          const size = Math.min(BATCH, end - start - row);
          yield Array.from({ length: size }, (_, i) => columns.map((column) => column[row + i]));
        }
      }
    }
  }
  return { names, textual: false, batches: batches(), unreadable: () => ({}) };
}
