import { createHash } from 'node:crypto';
import {
  type BadLineExample,
  type BadLineReason,
  type BadLines,
  excerptOf,
  MAX_EXAMPLES,
  MAX_EXCERPT,
} from './bad-line';

/** Longest UTF-8 sequence of one UTF-16 unit: enough bytes for a whole excerpt. */
const EXCERPT_BYTES = MAX_EXCERPT * 3;

/** Counts the bad lines of one object by reason and keeps the first few of each. */
export class BadLineLog {
  private readonly found = new Map<BadLineReason, { lines: number; examples: BadLineExample[] }>();
  /** Bad lines of any reason. */
  lines = 0;

  /** @param quoting whether the beginning of a line may be kept: never where a field is sensitive. */
  constructor(
    private readonly objectKey: string,
    private readonly quoting: boolean,
  ) {}

  add(reason: BadLineReason, line: number, content: Buffer): void {
    if (!this.count(reason)) return;
    const sha256 = createHash('sha256').update(content).digest('hex');
    this.keep(reason, line, content.length, sha256, content.subarray(0, EXCERPT_BYTES));
  }

  /** A line that was hashed while it was skipped. */
  addSkipped(reason: BadLineReason, line: number, bytes: number, sha256: string, beginning: Buffer): void {
    if (this.count(reason)) this.keep(reason, line, bytes, sha256, beginning);
  }

  /** @returns whether there is room for an example. */
  private count(reason: BadLineReason): boolean {
    this.lines++;
    const entry = this.found.get(reason) ?? { lines: 0, examples: [] };
    entry.lines++;
    this.found.set(reason, entry);
    return entry.examples.length < MAX_EXAMPLES;
  }

  private keep(reason: BadLineReason, line: number, bytes: number, sha256: string, beginning: Buffer): void {
    const excerpt = this.quoting ? { excerpt: excerptOf(beginning.toString('utf8')) } : {};
    this.found.get(reason)?.examples.push({ objectKey: this.objectKey, line, bytes, sha256, ...excerpt });
  }

  toJSON(): BadLines {
    return Object.fromEntries([...this.found].map(([reason, { lines, examples }]) => [reason, { lines, examples }]));
  }
}
