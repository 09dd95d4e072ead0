import { createHash, type Hash } from 'node:crypto';

const LINE_FEED = 10;
const BEGINNING_BYTES = 256;
const KEPT_CARRY_BYTES = 1 << 20;

/** Takes what the assembler makes of the chunks. */
export interface LineReceiver {
  /** Whole lines: `bytes[from..to)` ends with a line feed. The bytes are only lent. */
  lines(bytes: Buffer, from: number, to: number): void;
  /** A line longer than the limit, skipped. `bytes` excludes the line feed. */
  tooLong(bytes: number, sha256: string, beginning: Buffer): void;
}

/**
 * Cuts chunks of any size into runs of whole lines. Lines inside a chunk are handed on where they lie; only a line that a
 * chunk's end cuts is copied. A line that exceeds the limit is hashed and forgotten, so memory is bounded.
 */
export class LineAssembler {
  private carry = Buffer.alloc(0);
  private carried = 0;
  private skipping: { hash: Hash; bytes: number; beginning: Buffer } | undefined;
  /** Whether the last line handed on lacked its line feed. */
  unterminated = false;

  constructor(
    private readonly receiver: LineReceiver,
    private readonly maxLineBytes: number,
  ) {}

  push(chunk: Buffer): void {
    let from = 0;
    if (this.carried > 0 || this.skipping !== undefined) {
      const feed = chunk.indexOf(LINE_FEED);
      const end = feed < 0 ? chunk.length : feed + 1;
      this.append(chunk.subarray(0, end));
      if (feed < 0) return;
      this.finishCarried();
      from = end;
    }
    const lastFeed = chunk.lastIndexOf(LINE_FEED);
    if (lastFeed >= from) {
      this.receiver.lines(chunk, from, lastFeed + 1);
      from = lastFeed + 1;
    }
    if (from < chunk.length) this.append(chunk.subarray(from));
  }

  /** The object has ended; what is left is its last line. */
  end(): void {
    if (this.carried === 0 && this.skipping === undefined) return;
    this.unterminated = true;
    this.append(Buffer.of(LINE_FEED));
    this.finishCarried();
  }

  private append(part: Buffer): void {
    const { skipping } = this;
    if (skipping === undefined && this.carried + part.length > this.maxLineBytes + 1) this.startSkipping();
    if (this.skipping !== undefined) {
      this.skipping.hash.update(part[part.length - 1] === LINE_FEED ? part.subarray(0, -1) : part);
      this.skipping.bytes += part.length;
      const { beginning } = this.skipping;
      if (beginning.length < BEGINNING_BYTES) {
        this.skipping.beginning = Buffer.concat([beginning, part.subarray(0, BEGINNING_BYTES - beginning.length)]);
      }
      return;
    }
    const needed = this.carried + part.length;
    if (needed > this.carry.length) {
      const wider = Buffer.alloc(Math.max(needed, this.carry.length * 2, 4096));
      this.carry.copy(wider, 0, 0, this.carried);
      this.carry = wider;
    }
    part.copy(this.carry, this.carried);
    this.carried = needed;
  }

  private startSkipping(): void {
    const kept = this.carry.subarray(0, this.carried);
    const hash = createHash('sha256').update(kept);
    this.skipping = { hash, bytes: this.carried, beginning: Buffer.from(kept.subarray(0, BEGINNING_BYTES)) };
    this.carried = 0;
  }

  private finishCarried(): void {
    const { skipping } = this;
    if (skipping !== undefined) {
      this.skipping = undefined;
      this.receiver.tooLong(skipping.bytes - 1, skipping.hash.digest('hex'), skipping.beginning);
    } else {
      const { carried } = this;
      this.carried = 0;
      this.receiver.lines(this.carry, 0, carried);
    }
    if (this.carry.length > KEPT_CARRY_BYTES) this.carry = Buffer.alloc(0);
  }
}
