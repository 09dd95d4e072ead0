import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** Consecutive bytes of a file, and their digest. */
export interface Piece {
  readonly bytes: Buffer;
  readonly sha256: Buffer;
}

/** A file in pieces of equal size, the last one shorter. An empty file is one empty piece. */
export async function* filePieces(file: string, pieceBytes: number): AsyncGenerator<Piece> {
  const handle = await open(file);
  try {
    for (let position = 0; ; ) {
      const bytes = Buffer.alloc(Math.max(1, pieceBytes));
      let filled = 0;
      while (filled < pieceBytes) {
        const { bytesRead } = await handle.read(bytes, filled, pieceBytes - filled, position + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      if (filled === 0 && position > 0) return;
      position += filled;
      const read = bytes.subarray(0, filled);
      yield { bytes: read, sha256: createHash('sha256').update(read).digest() };
      if (filled < pieceBytes || pieceBytes === 0) return;
    }
  } finally {
    await handle.close();
  }
}
