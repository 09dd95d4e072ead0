import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../lib/contract';

/** The SHA-256 of a value's content, in hex: of equal values it is equal, whatever the order of their keys. */
export function sha256Of(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
