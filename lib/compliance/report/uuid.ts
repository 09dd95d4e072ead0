import { createHash } from 'node:crypto';

/** Namespace of the identifiers in our reports: itself the version 5 UUID of the project's name. */
const NAMESPACE = '9f0a3c6e-6d3b-5a0e-8a55-2f0c1b7d4e11';

/**
 * A name-based UUID (version 5, RFC 9562): the same name gives the same identifier, so that two runs over the same
 * input write the same bytes.
 */
export function uuidOf(...name: readonly string[]): string {
  const hash = createHash('sha1')
    .update(Buffer.from(NAMESPACE.replaceAll('-', ''), 'hex'))
    .update(name.join('\u0000'))
    .digest();
  const bytes = Buffer.from(hash.subarray(0, 16));
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
