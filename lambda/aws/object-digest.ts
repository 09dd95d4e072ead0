import { createHash } from 'node:crypto';
import { isCopiedInParts, PART_BYTES } from './object-parts';
import { type ObjectDigest, ObjectError, type ObjectStore, type ObjectVersion } from './object-store';

/** A download of gigabytes is cut now and then; each cut costs only what was under way. */
const MAX_CUTS_IN_A_ROW = 5;

/**
 * Digests the bytes of an object in one pass and constant memory, resuming where a download was cut.
 *
 * @param partBytes also digests each part of this size; by default only of objects that are copied in parts
 * @throws ObjectError when the object is gone, forbidden or no longer the same
 */
export async function digestObject(
  store: ObjectStore,
  object: ObjectVersion,
  signal: AbortSignal,
  partBytes: number | undefined = isCopiedInParts(object.sizeBytes) ? PART_BYTES : undefined,
): Promise<ObjectDigest> {
  const digests = new RunningDigests(partBytes);
  let cuts = 0;
  while (digests.bytes < object.sizeBytes) {
    const before = digests.bytes;
    try {
      for await (const chunk of await store.read(object, digests.bytes, signal)) digests.add(chunk);
    } catch (error) {
      if (error instanceof ObjectError || signal.aborted || cuts >= MAX_CUTS_IN_A_ROW) throw error;
    }
    cuts = digests.bytes > before ? 0 : cuts + 1;
    if (cuts > MAX_CUTS_IN_A_ROW) {
      throw new Error(`The download stopped at byte ${digests.bytes} of ${object.sizeBytes} and cannot be resumed.`);
    }
  }
  if (digests.bytes !== object.sizeBytes) throw new ObjectError('changed', object);
  return digests.finish();
}

class RunningDigests {
  bytes = 0;
  private readonly whole = createHash('sha256');
  private readonly parts: string[] = [];
  private part = createHash('sha256');
  private roomInPart: number;

  constructor(private readonly partBytes: number | undefined) {
    this.roomInPart = partBytes ?? Number.POSITIVE_INFINITY;
  }

  add(chunk: Uint8Array): void {
    this.whole.update(chunk);
    this.bytes += chunk.length;
    if (this.partBytes === undefined) return;
    let rest = chunk;
    while (rest.length >= this.roomInPart) {
      this.part.update(rest.subarray(0, this.roomInPart));
      rest = rest.subarray(this.roomInPart);
      this.closePart(this.partBytes);
    }
    this.part.update(rest);
    this.roomInPart -= rest.length;
  }

  finish(): ObjectDigest {
    if (this.partBytes !== undefined && this.roomInPart < this.partBytes) this.closePart(this.partBytes);
    return { sha256: this.whole.digest('hex'), partSha256: this.parts };
  }

  private closePart(partBytes: number): void {
    this.parts.push(this.part.digest('base64'));
    this.part = createHash('sha256');
    this.roomInPart = partBytes;
  }
}
