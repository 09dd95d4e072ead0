import type { Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { UnreadableDataError } from './table';

/** Who wants to know about the bytes of a file while they are read. */
export interface ByteObserver {
  /** Takes the bytes as they lie on disk. */
  readonly hash?: Hash;
  readonly onBytes?: (bytes: number) => void;
}

const REASONS: Readonly<Record<string, string>> = {
  Z_BUF_ERROR: 'it ends too early: it was cut off',
  Z_DATA_ERROR: 'it is no gzip file, or was damaged',
};

/**
 * The content of a file in chunks; a name that ends with `.gz` is unpacked.
 *
 * @throws UnreadableDataError where the file cannot be read, or not be unpacked
 */
export async function* fileBytes(path: string, observer: ByteObserver = {}): AsyncGenerator<Buffer> {
  try {
    yield* unpacked(path, observer);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new UnreadableDataError(path, REASONS[code] ?? message);
  }
}

async function* unpacked(path: string, observer: ByteObserver): AsyncGenerator<Buffer> {
  const stream = createReadStream(path, { highWaterMark: 1 << 18 });
  stream.on('data', (chunk) => {
    observer.hash?.update(chunk);
    observer.onBytes?.(chunk.length);
  });
  if (!path.endsWith('.gz')) {
    yield* stream as AsyncIterable<Buffer>;
    return;
  }
  const unzip = createGunzip();
  stream.on('error', (error) => unzip.destroy(error));
  yield* stream.pipe(unzip) as AsyncIterable<Buffer>;
}
