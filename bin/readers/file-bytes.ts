import type { Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

/** Who wants to know about the bytes of a file while they are read. */
export interface ByteObserver {
  /** Takes the bytes as they lie on disk. */
  readonly hash?: Hash;
  readonly onBytes?: (bytes: number) => void;
}

/** The content of a file in chunks; a name that ends with `.gz` is unpacked. */
export async function* fileBytes(path: string, observer: ByteObserver = {}): AsyncGenerator<Buffer> {
  const stream = createReadStream(path, { highWaterMark: 1 << 18 });
  stream.on('data', (chunk) => {
    observer.hash?.update(chunk);
    observer.onBytes?.(chunk.length);
  });
  if (!path.endsWith('.gz')) {
    yield* stream as AsyncIterable<Buffer>;
    return;
  }
  const unpacked = createGunzip();
  stream.on('error', (error) => unpacked.destroy(error));
  yield* stream.pipe(unpacked) as AsyncIterable<Buffer>;
}
