import { learnSlots, type SlotRole } from './line-slots';

const QUOTE = 34;
const BACKSLASH = 92;
const BLANK = 32;

/**
 * Bytes that are the same in every line of a shape, compared eight at a time as doubles: two doubles are equal only if
 * their bits are, save for ±0, which takes a NUL byte that no JSON text has. (NaN differs from itself: the slow path.)
 */
export class Literal {
  private readonly words: Float64Array;

  constructor(readonly bytes: Uint8Array) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.words = Float64Array.from({ length: bytes.length >> 3 }, (_, i) => view.getFloat64(i * 8, true));
  }

  /** Position after the literal, or −1 when other bytes stand at `at`. */
  match(bytes: Uint8Array, view: DataView, at: number, limit: number): number {
    const end = at + this.bytes.length;
    if (end > limit) return -1;
    const { words } = this;
    let p = at;
    for (let i = 0; i < words.length; i++, p += 8) if (view.getFloat64(p, true) !== words[i]) return -1;
    for (let i = words.length * 8; p < end; i++, p++) if (bytes[p] !== this.bytes[i]) return -1;
    return end;
  }
}

/**
 * The shape of a captured line: literal bytes with slots between them, each the inside of one JSON string. It is learned
 * from a line that JSON.parse accepted. A later line with the same literals, and nothing in its slots that ends or
 * escapes a string, differs only in the text of those strings: it is valid JSON of the same structure, whatever its
 * writer's key order and blanks are. So nothing about the format is assumed, and nothing needs to be parsed again.
 */
export class LineShape {
  private constructor(
    readonly literals: readonly Literal[],
    /** What stands between literal i and literal i + 1. */
    readonly slots: readonly SlotRole[],
    /** Which payloads are BASE64; the words that say so are part of the literals. */
    readonly base64: { readonly input: boolean; readonly output: boolean },
  ) {}

  /** Undefined where the line is of no use as a pattern: escapes, repeated keys, no payload. */
  static learn(line: Uint8Array, base64: LineShape['base64']): LineShape | undefined {
    const slots = learnSlots(line);
    if (slots === undefined) return undefined;
    const cuts = [0, ...slots.flatMap(({ from, to }) => [from, to]), line.length];
    const literals: Literal[] = [];
    for (let i = 0; i < cuts.length; i += 2)
      literals.push(new Literal(Uint8Array.from(line.subarray(cuts[i], cuts[i + 1]))));
    return new LineShape(
      literals,
      slots.map(({ role }) => role),
      base64,
    );
  }
}

/** Bytes of a word whose high bit is set are below 32: a control byte. Bytes from 128 on are ruled out by the inversion. */
const controls = (word: number) => (word - 0x20202020) & ~word & 0x80808080;
/** The same for bytes that are 0. A borrow may also mark a byte behind one that is marked, never the first. */
const zeros = (word: number) => (word - 0x01010101) & ~word & 0x80808080;

/** End of a plain string: its closing quote; −1 where an escape or a control byte comes first. */
export function plainStringEnd(bytes: Uint8Array, view: DataView, from: number): number {
  let at = from;
  // Four bytes at once, up to the word that holds the end.
  for (const last = bytes.length - 4; at <= last; at += 4) {
    const word = view.getInt32(at, true);
    if ((controls(word) | zeros(word ^ 0x22222222) | zeros(word ^ 0x5c5c5c5c)) !== 0) break;
  }
  for (;;) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH || byte < BLANK) return -1;
    at++;
  }
}
