import { INVALID, numberFromText } from './cell';

/** Powers of ten that a double holds exactly. */
export const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));

/** 2^27 + 1: splits a double into two halves whose products are exact (Veltkamp). */
const SPLITTER = 134217729;
/** More than the relative error of the second quotient in `divideExactly`. */
const QUOTIENT_ERROR = 2 ** -45;

/** Exact a·b as a rounded product and its rounding error (Dekker 1971); the error is returned. */
function productError(a: number, b: number, product: number): number {
  const scaledA = SPLITTER * a;
  const highA = scaledA - (scaledA - a);
  const lowA = a - highA;
  const scaledB = SPLITTER * b;
  const highB = scaledB - (scaledB - b);
  const lowB = b - highB;
  return lowA * lowB - (product - highA * highB - lowA * highB - highA * lowB);
}

/**
 * (head·10^shift + tail) / 10^scale rounded to the nearest double, or NaN where double-double arithmetic cannot tell on
 * which side of a tie the value lies (Ziv's rounding test).
 */
function divideExactly(head: number, shift: number, tail: number, scale: number): number {
  const lift = POWERS_OF_TEN[shift] as number;
  const divisor = POWERS_OF_TEN[scale] as number;
  const high = head * lift;
  const low = productError(head, lift, high) + tail;
  const quotient = high / divisor;
  const back = quotient * divisor;
  const rest = high - back - productError(quotient, divisor, back) + low;
  const correction = rest / divisor;
  const doubt = Math.abs(correction) * QUOTIENT_ERROR;
  const value = quotient + (correction - doubt);
  return value === quotient + (correction + doubt) ? value : Number.NaN;
}

const MAX_TAIL_DIGITS = 4;
const MAX_HEAD_DIGITS = 15;

/**
 * The double nearest to a plain decimal of up to 19 significant digits in `bytes[from..to)`: what Number() gives, bit
 * for bit, without making a string. NaN where this cannot vouch for the last bit, or where it is no plain decimal.
 */
export function parsePlainDecimal(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  const negative = bytes[at] === 45;
  if (negative) at++;
  let head = 0;
  let tail = 0;
  let digits = 0;
  let tailDigits = 0;
  let point = -1;
  let seen = 0;
  for (; at < to; at++) {
    const digit = (bytes[at] as number) - 48;
    if (digit >>> 0 > 9) {
      if (digit !== -2 || point >= 0) return Number.NaN;
      point = at;
      continue;
    }
    seen++;
    if (digits < MAX_HEAD_DIGITS) {
      head = head * 10 + digit;
      if (head > 0) digits++;
    } else {
      if (tailDigits === MAX_TAIL_DIGITS) return Number.NaN;
      tail = tail * 10 + digit;
      tailDigits++;
    }
  }
  const scale = point < 0 ? 0 : to - point - 1;
  if (seen === 0 || scale > 22) return Number.NaN;
  const value =
    tailDigits === 0 ? head / (POWERS_OF_TEN[scale] as number) : divideExactly(head, tailDigits, tail, scale);
  return negative ? -value : value;
}

/** A numeric cell that is not of the plainest form: many digits, an exponent, blanks, or no number at all. */
export function numberFromBytes(bytes: Buffer, from: number, to: number, integral: boolean): number {
  const value = parsePlainDecimal(bytes, from, to);
  if (Number.isNaN(value)) return numberFromText(bytes.toString('utf8', from, to), integral);
  return integral && !Number.isInteger(value) ? INVALID : value;
}
