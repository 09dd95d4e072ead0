import { INVALID, NULL } from './cell';
import type { SidePlan } from './column-plan';
import { numberFromBytes, POWERS_OF_TEN } from './decimal';
import type { RowBatch } from './row-batch';
import type { Vocabulary } from './vocabulary';

const COMMA = 44;
const QUOTE = 34;
const BACKSLASH = 92;
const LETTER_N = 110;
const MINUS = 45;
const POINT = 46;
const BLANK = 32;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const FIRST_NON_ASCII = 128;

/** What to do with a cell, by its position in the row; 0 skips it. */
const NUMBER = 1;
const INTEGER = 2;
const CATEGORY = 3;

/** Up to 9 digits fit an int32, up to 15 a double; the point counts as one more character. */
const MAX_INT32_DIGITS = 9;
const MAX_EXACT_LENGTH = 16;

/**
 * Reads the rows of a CSV payload straight from bytes: cells between commas, up to a quote. Rows end with the escape `\n`
 * where the bytes lie inside a JSON string, with a line feed (and a carriage return before it) where they are decoded. Whatever it does not know for certain (another escape, a quoted
 * cell, a wrong number of columns, a byte-order mark) it gives back, and the whole line takes the slow path: speed
 * may never change a value or a count.
 *
 * A mantissa of at most 15 digits divided by a power of ten up to 10^22 is rounded once, so it is the very double that
 * Number() gives (Clinger 1990); all other numbers go through `numberFromBytes`.
 */
export class CsvByteRows {
  /** Where the closing quote was found. */
  end = 0;
  private readonly actions: Uint8Array;
  private readonly targets: Int32Array;
  private readonly vocabularies: (Vocabulary | undefined)[];
  private readonly width: number;
  private readonly positions: readonly number[];
  private readonly values: Float64Array[];
  private oddEnd = 0;

  /** @param decoded whether the bytes are the payload itself, not the inside of the JSON string that holds it. */
  constructor(
    side: SidePlan,
    private readonly decoded: boolean,
  ) {
    this.width = side.width;
    this.actions = new Uint8Array(side.width);
    this.targets = new Int32Array(side.width);
    this.vocabularies = new Array(side.width).fill(undefined);
    this.values = new Array(side.width).fill(new Float64Array(0));
    this.positions = side.columns.map((column) => column.position as number);
    for (const [i, column] of side.columns.entries()) {
      const position = column.position as number;
      this.targets[position] = side.offset + i;
      this.vocabularies[position] = column.vocabulary;
      this.actions[position] = column.vocabulary ? CATEGORY : column.kind === 'integer' ? INTEGER : NUMBER;
    }
  }

  /**
   * @param view over the same bytes as `bytes`; somewhere at or after `from` lies a quote or a byte below 32.
   * @returns the number of rows, written to `batch` from `firstRow` on, or −1 for the slow path.
   */
  read(bytes: Buffer, view: DataView, from: number, batch: RowBatch, firstRow: number): number {
    const { width, actions } = this;
    const wordLimit = bytes.length - 4;
    const outs = this.outs(batch);
    let row = firstRow;
    let at = from;
    const first = bytes[at] as number;
    if (first === QUOTE || first >= FIRST_NON_ASCII) return -1;
    for (;;) {
      if (row === batch.capacity) {
        batch.grow();
        this.outs(batch);
      }
      for (let cell = 0; ; cell++) {
        const action = actions[cell] as number;
        let value: number;
        if (action === NUMBER || action === INTEGER) {
          const start = at;
          let byte = bytes[at] as number;
          const negative = byte === MINUS;
          if (negative) byte = bytes[++at] as number;
          const firstDigit = at;
          let whole = 0;
          let digit = byte - 48;
          while (digit >>> 0 <= 9) {
            whole = (Math.imul(whole, 10) + digit) | 0;
            digit = (bytes[++at] as number) - 48;
          }
          const wholeDigits = at - firstDigit;
          let fraction = 0;
          let fractionDigits = 0;
          if (digit === POINT - 48) {
            const firstOfFraction = ++at;
            if (at <= wordLimit) {
              // Four digits at once: each byte XOR '0' is 0..9, pairs are joined in 16-bit lanes.
              const word = view.getInt32(at, true) ^ 0x30303030;
              if ((((word + 0x76767676) | word) & 0x80808080) === 0) {
                const pairs = (Math.imul(word, 10) + (word >>> 8)) & 0x00ff00ff;
                fraction = Math.imul(pairs & 0xff, 100) + (pairs >>> 16);
                at += 4;
              }
            }
            digit = (bytes[at] as number) - 48;
            while (digit >>> 0 <= 9) {
              fraction = (Math.imul(fraction, 10) + digit) | 0;
              digit = (bytes[++at] as number) - 48;
            }
            fractionDigits = at - firstOfFraction;
          }
          const plain =
            (wholeDigits - 1) >>> 0 < MAX_INT32_DIGITS &&
            fractionDigits <= MAX_INT32_DIGITS &&
            at - firstDigit <= MAX_EXACT_LENGTH &&
            (digit === COMMA - 48 || digit === QUOTE - 48 || digit === BACKSLASH - 48 || digit === LINE_FEED - 48);
          if (plain) {
            const power = POWERS_OF_TEN[fractionDigits] as number;
            value = (whole * power + fraction) / power;
            if (negative) value = -value;
            if (action === INTEGER && fraction !== 0) value = INVALID;
          } else {
            value = this.oddNumber(bytes, start, action === INTEGER);
            at = this.oddEnd;
          }
          (outs[cell] as Float64Array)[row] = value;
        } else if (action === CATEGORY) {
          value = this.category(bytes, at, cell, batch);
          at = this.oddEnd;
          (outs[cell] as Float64Array)[row] = value;
        } else {
          at = cellEnd(bytes, at);
        }
        if (cell === width - 1) break;
        if (bytes[at] !== COMMA) return -1;
        at++;
      }
      row++;
      if (bytes[at] === QUOTE) break;
      at = this.decoded ? afterLineBreak(bytes, at) : afterEscapedBreak(bytes, at);
      if (at < 0) return -1;
      if (bytes[at] === QUOTE) break;
    }
    this.end = at;
    return row - firstRow;
  }

  /** Where the cells of each position go; looked up anew because a batch that grew has other arrays. */
  private outs(batch: RowBatch): readonly Float64Array[] {
    const { values, positions, targets } = this;
    for (let i = 0; i < positions.length; i++) {
      const position = positions[i] as number;
      values[position] = (batch.columns[targets[position] as number] as { values: Float64Array }).values;
    }
    return values;
  }

  private oddNumber(bytes: Buffer, from: number, integral: boolean): number {
    const end = cellEnd(bytes, from);
    this.oddEnd = end;
    return end === from ? NULL : numberFromBytes(bytes, from, end, integral);
  }

  private category(bytes: Buffer, from: number, cell: number, batch: RowBatch): number {
    const vocabulary = this.vocabularies[cell] as Vocabulary;
    const end = cellEnd(bytes, from);
    this.oddEnd = end;
    const code = vocabulary.findBytes(bytes, from, end);
    if (code >= 0) return code;
    const column = batch.columns[this.targets[cell] as number];
    return column === undefined ? NULL : vocabulary.cell(bytes.toString('utf8', from, end), column);
  }
}

function afterEscapedBreak(bytes: Buffer, at: number): number {
  return bytes[at] === BACKSLASH && bytes[at + 1] === LETTER_N ? at + 2 : -1;
}

function afterLineBreak(bytes: Buffer, at: number): number {
  const feed = bytes[at] === CARRIAGE_RETURN ? at + 1 : at;
  return bytes[feed] === LINE_FEED ? feed + 1 : -1;
}

/** First comma, quote, backslash or control byte from `from` on. */
function cellEnd(bytes: Buffer, from: number): number {
  let at = from;
  for (;;) {
    const byte = bytes[at] as number;
    if (byte === COMMA || byte === QUOTE || byte === BACKSLASH || byte < BLANK) return at;
    at++;
  }
}
