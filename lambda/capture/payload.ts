import type { CapturedPayload } from '../../lib/contract';
import { BadLineReason } from './bad-line';
import type { PayloadFormat } from './column-plan';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;
const BYTE_ORDER_MARK = 0xfeff;

/** The text of a payload, or why there is none. */
export type PayloadText = { readonly text: string } | { readonly reason: BadLineReason };

/** Whether a parsed value has the members of a captured payload. */
export function isPayload(value: unknown): value is CapturedPayload {
  if (typeof value !== 'object' || value === null) return false;
  const { data, encoding, observedContentType } = value as Record<string, unknown>;
  if (typeof data !== 'string' || typeof observedContentType !== 'string') return false;
  return encoding === 'CSV' || encoding === 'JSON' || encoding === 'BASE64';
}

/** Decodes a payload to the text of the format that the schema names; a byte-order mark is taken off. */
export function payloadText(payload: CapturedPayload, format: PayloadFormat): PayloadText {
  if (payload.encoding !== 'BASE64') {
    if (payload.encoding.toLowerCase() !== format) return { reason: BadLineReason.WRONG_CONTENT_TYPE };
    return { text: withoutMark(payload.data) };
  }
  if (mediaType(payload.observedContentType) !== (format === 'csv' ? 'text/csv' : 'application/json')) {
    return { reason: BadLineReason.WRONG_CONTENT_TYPE };
  }
  if (!BASE64.test(payload.data)) return { reason: BadLineReason.BAD_BASE64 };
  return { text: withoutMark(Buffer.from(payload.data, 'base64').toString('utf8')) };
}

/** `Text/CSV; charset=utf-8` is `text/csv`. */
function mediaType(contentType: string): string {
  return (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
}

function withoutMark(text: string): string {
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
}
