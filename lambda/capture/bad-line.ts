/** Why a line of a capture object was left out. The names are part of the report's format. */
export const BadLineReason = {
  /** JSON.parse rejects it. */
  NOT_JSON: 'NOT_JSON',
  /** JSON that stops before its end: the object was cut. */
  TRUNCATED: 'TRUNCATED',
  /** JSON, but no captured line: `captureData`, `eventMetadata` or what belongs in them is missing. */
  NOT_A_CAPTURED_LINE: 'NOT_A_CAPTURED_LINE',
  /** Longer than the limit; it was skipped without being kept in memory. */
  LINE_TOO_LONG: 'LINE_TOO_LONG',
  /** No request was captured. */
  NO_INPUT: 'NO_INPUT',
  /** A payload that holds no row. */
  EMPTY_PAYLOAD: 'EMPTY_PAYLOAD',
  BAD_BASE64: 'BAD_BASE64',
  /** The payload is CSV where the schema says JSON, or the other way round, or something else. */
  WRONG_CONTENT_TYPE: 'WRONG_CONTENT_TYPE',
  /** The payload is not the JSON or CSV that it says it is. */
  BAD_PAYLOAD: 'BAD_PAYLOAD',
  /** A CSV row has more or fewer cells than the schema. */
  WRONG_COLUMN_COUNT: 'WRONG_COLUMN_COUNT',
  /** What the pointers' row axis names is no array. */
  NO_ROW_AXIS: 'NO_ROW_AXIS',
  /** Request and response do not have the same number of rows, so nothing can be joined. */
  ROW_COUNT_MISMATCH: 'ROW_COUNT_MISMATCH',
} as const;
export type BadLineReason = (typeof BadLineReason)[keyof typeof BadLineReason];

/** Where a bad line stands, and enough to find it again. */
export interface BadLineExample {
  readonly objectKey: string;
  /** 1-based. */
  readonly line: number;
  readonly bytes: number;
  /** SHA-256 of the line without its line break, hex. */
  readonly sha256: string;
  /** Its beginning, escaped; only where the schema has no sensitive field. */
  readonly excerpt?: string;
}

export interface BadLineCount {
  readonly lines: number;
  /** The first few. */
  readonly examples: readonly BadLineExample[];
}

/** Bad lines by reason; a reason that did not occur is left out. */
export type BadLines = Readonly<Partial<Record<BadLineReason, BadLineCount>>>;

/** Examples kept for each reason. */
export const MAX_EXAMPLES = 5;

/** Longest excerpt, in characters. */
export const MAX_EXCERPT = 80;

const BACKSLASH = 0x5c;

/** The beginning of a text with everything escaped that a terminal, a log or a page could act on. */
export function excerptOf(text: string): string {
  let excerpt = '';
  for (let i = 0; i < text.length && i < MAX_EXCERPT; i++) {
    const code = text.charCodeAt(i);
    const plain = code >= 0x20 && code <= 0x7e && code !== BACKSLASH;
    const shown = plain ? text.charAt(i) : code === BACKSLASH ? '\\\\' : `\\u${code.toString(16).padStart(4, '0')}`;
    if (excerpt.length + shown.length > MAX_EXCERPT) break;
    excerpt += shown;
  }
  return excerpt;
}

/** Adds up the bad lines of several objects; the examples are the first ones by object key and line. */
export function mergeBadLines(parts: readonly BadLines[]): BadLines {
  const merged: Partial<Record<BadLineReason, BadLineCount>> = {};
  for (const reason of Object.values(BadLineReason)) {
    const counts = parts.flatMap((part) => part[reason] ?? []);
    if (counts.length === 0) continue;
    const examples = counts.flatMap((count) => count.examples).sort(byPlace);
    merged[reason] = {
      lines: counts.reduce((sum, { lines }) => sum + lines, 0),
      examples: examples.slice(0, MAX_EXAMPLES),
    };
  }
  return merged;
}

function byPlace(a: BadLineExample, b: BadLineExample): number {
  return a.objectKey < b.objectKey ? -1 : a.objectKey > b.objectKey ? 1 : a.line - b.line;
}
