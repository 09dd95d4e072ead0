import { booleanName, categoryName, INVALID, NULL, trimCell } from './cell';
import type { ColumnBatch } from './row-batch';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * The categories of one column, found by their UTF-8 bytes without making a string, in an open-addressed table.
 * What the bytes do not match is decoded, named and looked up once more, so that both ways give the same index.
 */
export class Vocabulary {
  private readonly index = new Map<string, number>();
  private readonly slots: Int32Array;
  private readonly keys: Uint8Array[] = [];
  private readonly codes: number[] = [];
  private readonly mask: number;

  /** @param stored the name that a category is kept under, where that is not its own: a sensitive field's. */
  constructor(
    readonly names: readonly string[],
    private readonly boolean: boolean,
    private readonly stored?: (name: string) => string,
  ) {
    for (const [code, name] of names.entries()) this.index.set(name, code);
    const spellings = boolean ? this.booleanSpellings() : names.map((name, code): [string, number] => [name, code]);
    let size = 16;
    while (size < spellings.length * 4) size *= 2;
    this.mask = size - 1;
    this.slots = new Int32Array(size).fill(-1);
    if (stored === undefined) for (const [text, code] of spellings) this.addBytes(text, code);
  }

  private booleanSpellings(): [string, number][] {
    return ['true', 'True', '1', 'false', 'False', '0'].map((text) => [text, this.find(booleanName(text) ?? '')]);
  }

  /** A name that reading a cell would not give back (blanks around it, too long) is left to `cell`. */
  private addBytes(text: string, code: number): void {
    const bytes = encoder.encode(text);
    if (text === '' || trimCell(text) !== text || categoryName(text) !== text || decoder.decode(bytes) !== text) return;
    let slot = this.hash(bytes, 0, bytes.length) & this.mask;
    while (this.slots[slot] !== -1) slot = (slot + 1) & this.mask;
    this.slots[slot] = this.keys.length;
    this.keys.push(bytes);
    this.codes.push(code);
  }

  private hash(bytes: Uint8Array, from: number, to: number): number {
    let hash = 0x811c9dc5;
    for (let i = from; i < to; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
    return hash ^ (hash >>> 15);
  }

  /** Index of a name, −1 when it is not in the vocabulary. */
  find(name: string): number {
    return this.index.get(name) ?? -1;
  }

  /** Index of the category written in `bytes[from..to)`, −1 when these very bytes are not in the table. */
  findBytes(bytes: Uint8Array, from: number, to: number): number {
    const length = to - from;
    let slot = this.hash(bytes, from, to) & this.mask;
    for (;;) {
      const entry = this.slots[slot] as number;
      if (entry === -1) return -1;
      const key = this.keys[entry] as Uint8Array;
      if (key.length === length) {
        let i = 0;
        while (i < length && key[i] === bytes[from + i]) i++;
        if (i === length) return this.codes[entry] as number;
      }
      slot = (slot + 1) & this.mask;
    }
  }

  /** The cell for a category written as text: an index, a reference to the text of an unseen one, or a marker. */
  cell(text: string, column: ColumnBatch, quoted = false): number {
    const trimmed = quoted ? text : trimCell(text);
    if (trimmed === '') return NULL;
    const plain = this.boolean ? booleanName(trimmed) : categoryName(trimmed);
    if (plain === undefined) return INVALID;
    const name = this.stored?.(plain) ?? plain;
    const code = this.find(name);
    return code >= 0 ? code : -column.texts.push(name);
  }
}
