/**
 * What one cell of a payload means. Every reader (the byte scanner, the JSON reader, the file readers) classifies by the
 * functions of this file, so that a baseline and the traffic it judges are read alike.
 *
 * A cell is one double. A number is itself, a category its index in the vocabulary (an unseen one a negative
 * reference, see `ColumnBatch`); the three doubles that no value can be mark the rest.
 */

/** Empty, or JSON null. */
export const NULL = Number.NaN;
/** Of the wrong type: text where a number belongs, NaN, Infinity, an array. */
export const INVALID = Number.POSITIVE_INFINITY;
/** The line holds no payload of this side (only requests were captured). Counted nowhere. */
export const NOT_CAPTURED = Number.NEGATIVE_INFINITY;

/** Longest category that is kept as it is, in UTF-16 units; a longer one is cut and told apart by a hash. */
export const MAX_CATEGORY_LENGTH = 128;

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const BLANKS_AROUND = /^[ \t]+|[ \t]+$/g;
const BOOLEANS: Readonly<Record<string, string>> = { true: 'true', '1': 'true', false: 'false', '0': 'false' };

/** Unquoted cells lose blanks and tabs around them. */
export function trimCell(text: string): string {
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  return first === 32 || first === 9 || last === 32 || last === 9 ? text.replace(BLANKS_AROUND, '') : text;
}

/** A number written as text: decimal notation only, so that `0x10` is a change of type and not 16. */
export function numberFromText(text: string, integral: boolean): number {
  const trimmed = trimCell(text);
  if (trimmed === '' || trimmed === 'null') return NULL;
  return DECIMAL.test(trimmed) ? numberFromDouble(Number(trimmed), integral) : INVALID;
}

/** A number that arrived as one: finite, and whole where the schema says so. */
export function numberFromDouble(value: number, integral: boolean): number {
  if (!Number.isFinite(value)) return INVALID;
  return integral && !Number.isInteger(value) ? INVALID : value;
}

/** The name that a category is counted under. */
export function categoryName(text: string): string {
  if (text.length <= MAX_CATEGORY_LENGTH) return text;
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return `${text.slice(0, MAX_CATEGORY_LENGTH)}…${(hash >>> 0).toString(16).padStart(8, '0')}`;
}

/** `true` or `false` for what CSV and JSON writers make of a boolean, else undefined. */
export function booleanName(text: string): string | undefined {
  const lower = text.length <= 5 ? text.toLowerCase() : '';
  return Object.hasOwn(BOOLEANS, lower) ? BOOLEANS[lower] : undefined;
}

/** The two categories of a boolean, in the order they are counted. */
export const BOOLEAN_VOCABULARY: readonly string[] = ['false', 'true'];
