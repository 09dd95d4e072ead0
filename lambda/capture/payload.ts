import type { CapturedPayload } from '../../lib/contract';
import { BadLineReason } from './bad-line';
import type { PayloadFormat } from './column-plan';

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
    if (payload.encoding !== (format === 'csv' ? 'CSV' : 'JSON')) return { reason: BadLineReason.WRONG_CONTENT_TYPE };
    return { text: withoutMark(payload.data) };
  }
  if (mediaType(payload.observedContentType) !== (format === 'csv' ? 'text/csv' : 'application/json')) {
    return { reason: BadLineReason.WRONG_CONTENT_TYPE };
  }
  const text = base64Text(payload.data);
  return text === undefined ? { reason: BadLineReason.BAD_BASE64 } : { text };
}

/** The text that BASE64 stands for, without a byte-order mark; undefined where it is none. */
export function base64Text(data: string): string | undefined {
  const bytes = fromBase64(data);
  return bytes && withoutMark(bytes.toString('utf8'));
}

/**
 * Strict base64 (RFC 4648, padding optional). Node's decoder skips what it does not know, so too few bytes come out; the
 * URL-safe letters it does know are refused first.
 */
function fromBase64(text: string): Buffer | undefined {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const digits = text.length - padding;
  if (digits % 4 === 1 || (padding > 0 && text.length % 4 !== 0)) return undefined;
  if (text.includes('-') || text.includes('_')) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === Math.floor((digits * 6) / 8) ? bytes : undefined;
}

/** `Text/CSV; charset=utf-8` is `text/csv`. */
function mediaType(contentType: string): string {
  return (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
}

/** Takes off the byte-order mark. */
export function withoutMark(text: string): string {
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
}
