import type { SidePlan } from './column-plan';
import { base64Text, withoutMark } from './payload';
import { PayloadRows } from './payload-rows';
import type { RowBatch } from './row-batch';

const QUOTE = 34;
const BACKSLASH = 92;
const BLANK = 32;

/**
 * Reads any payload (a JSON body, CSV with escapes, BASE64) from the JSON string that holds it: only that string is
 * parsed, not the line around it.
 */
export class JsonStringRows {
  /** Where the closing quote was found. */
  end = 0;
  private readonly rows: PayloadRows;

  /** @param base64 whether the string holds BASE64. */
  constructor(
    side: SidePlan,
    batchColumns: number,
    private readonly base64: boolean,
  ) {
    this.rows = new PayloadRows(side, batchColumns);
  }

  /** @returns the number of rows written to `batch` from `firstRow` on, or −1 for the slow path. */
  read(bytes: Buffer, from: number, batch: RowBatch, firstRow: number): number {
    const end = stringEnd(bytes, from);
    if (end < 0) return -1;
    let data: string;
    try {
      data = JSON.parse(bytes.toString('utf8', from - 1, end + 1));
    } catch {
      return -1;
    }
    const text = this.base64 ? base64Text(data) : withoutMark(data);
    if (text === undefined) return -1;
    this.end = end;
    const rows = this.rows.read(text, batch, firstRow);
    return typeof rows === 'number' ? rows : -1;
  }
}

/** The closing quote of a JSON string, −1 where a control byte comes first. */
function stringEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) return at;
    // An escape must not step over the line feed that ends every search.
    if (byte < BLANK || (byte === BACKSLASH && (bytes[at + 1] as number) < BLANK)) return -1;
    at += byte === BACKSLASH ? 2 : 1;
  }
}
