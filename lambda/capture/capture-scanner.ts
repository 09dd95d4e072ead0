import { BadLineReason, type BadLines } from './bad-line';
import { BadLineLog } from './bad-line-log';
import type { ColumnPlan } from './column-plan';
import { FastLineReader } from './fast-line';
import { LineAssembler } from './line-assembler';
import { LineShape } from './line-shape';
import { BATCH_ROWS, RowBatch, type RowSink } from './row-batch';
import { SlowLineReader } from './slow-line';

/** Longest line that is read, in bytes. A longer one is counted as `LINE_TOO_LONG`. */
export const DEFAULT_MAX_LINE_BYTES = 10_000_000;

const LINE_FEED = 10;
const MAX_SHAPES = 4;
/** Lines whose shape may be learned from one object: where every line has its own, learning would be a loss. */
const MAX_LESSONS = 64;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

export interface CaptureScannerOptions {
  /** Key of the object, for the examples of bad lines. */
  readonly objectKey: string;
  /** Whether `RowBatch.lines` is filled: ids and times of the lines. @default false */
  readonly identities?: boolean;
  /** @default DEFAULT_MAX_LINE_BYTES */
  readonly maxLineBytes?: number;
  /** Whether lines may be read from their bytes; off only to measure and to compare. @default true */
  readonly fastPath?: boolean;
}

/** What came of one object. */
export interface ScanSummary {
  /** Lines that are not blank, good and bad. */
  readonly lines: number;
  readonly badLineCount: number;
  readonly badLines: BadLines;
  readonly rows: number;
  /** Rows whose response was not captured although the schema has outputs. */
  readonly rowsWithoutOutput: number;
  /** Lines that were read the slow way, bad ones included. */
  readonly slowLines: number;
  readonly bytes: number;
}

/**
 * Reads one capture object in one pass: JSON lines in chunks of any size, in constant memory. Good lines become rows in
 * batches for the sinks, a bad line becomes a count with its reason; nothing is fatal.
 */
export class CaptureScanner {
  private readonly batch: RowBatch;
  private readonly slow: SlowLineReader;
  private readonly fast: FastLineReader | undefined;
  private readonly assembler: LineAssembler;
  private readonly badLines: BadLineLog;
  private readonly shapes: LineShape[] = [];
  private readonly hasTexts: boolean;
  private readonly marks: Int32Array;
  private lessons = MAX_LESSONS;
  private line = 0;
  private blankLines = 0;
  private rows = 0;
  private rowsWithoutOutput = 0;
  private slowLines = 0;
  private bytes = 0;

  constructor(
    private readonly plan: ColumnPlan,
    private readonly sinks: readonly RowSink[],
    private readonly options: CaptureScannerOptions,
  ) {
    this.batch = new RowBatch(plan.columns.length);
    this.slow = new SlowLineReader(plan);
    this.fast = options.fastPath === false ? undefined : new FastLineReader(plan);
    this.badLines = new BadLineLog(options.objectKey, !plan.sensitive);
    this.marks = new Int32Array(plan.columns.length);
    this.hasTexts = plan.columns.some((column) => column.vocabulary !== undefined);
    this.assembler = new LineAssembler(this, options.maxLineBytes ?? DEFAULT_MAX_LINE_BYTES);
  }

  /** Takes the next bytes of the object. They are not kept. */
  push(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    this.assembler.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
  }

  /** The object has ended. */
  end(): ScanSummary {
    this.assembler.end();
    this.flush();
    return {
      lines: this.line - this.blankLines,
      badLineCount: this.badLines.lines,
      badLines: this.badLines.toJSON(),
      rows: this.rows,
      rowsWithoutOutput: this.rowsWithoutOutput,
      slowLines: this.slowLines,
      bytes: this.bytes,
    };
  }

  /** Called by the assembler. */
  lines(bytes: Buffer, from: number, to: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const maxLineBytes = this.options.maxLineBytes ?? DEFAULT_MAX_LINE_BYTES;
    let at = from;
    while (at < to) {
      if (this.line === 0 && BYTE_ORDER_MARK.equals(bytes.subarray(at, at + 3))) at += 3;
      this.line++;
      const next = this.readFast(bytes, view, at, to, maxLineBytes);
      if (next >= 0) {
        this.commit(this.fast?.rows ?? 0, this.fast?.hasOutput === true);
        at = next;
      } else {
        const end = bytes.indexOf(LINE_FEED, at);
        this.readSlow(bytes.subarray(at, end), maxLineBytes);
        at = end + 1;
      }
      if (this.batch.rows >= BATCH_ROWS) this.flush();
    }
  }

  /** Called by the assembler. */
  tooLong(bytes: number, sha256: string, beginning: Buffer): void {
    this.line++;
    this.badLines.addSkipped(BadLineReason.LINE_TOO_LONG, this.line, bytes, sha256, beginning);
  }

  private readFast(bytes: Buffer, view: DataView, at: number, to: number, maxLineBytes: number): number {
    const { fast, shapes, batch, marks } = this;
    if (fast === undefined) return -1;
    if (this.hasTexts) batch.mark(marks);
    for (let i = 0; i < shapes.length; i++) {
      const next = fast.read(bytes, view, at, to, shapes[i] as LineShape, batch);
      if (next >= 0 && next - 1 - at <= maxLineBytes) {
        if (this.options.identities === true) batch.lines.push(fast.identity(bytes, batch.rows));
        return next;
      }
      if (this.hasTexts) batch.rewind(marks);
    }
    return -1;
  }

  private readSlow(line: Buffer, maxLineBytes: number): void {
    if (isBlank(line)) {
      this.blankLines++;
      return;
    }
    this.slowLines++;
    const { batch } = this;
    if (line.length > maxLineBytes) {
      this.badLines.add(BadLineReason.LINE_TOO_LONG, this.line, line);
      return;
    }
    batch.mark(this.marks);
    const read = this.slow.read(line, batch, batch.rows);
    if (typeof read === 'string') {
      batch.rewind(this.marks);
      this.badLines.add(read, this.line, line);
      return;
    }
    if (this.options.identities === true) {
      const { inferenceId, eventId, inferenceTime } = read.metadata;
      batch.lines.push({ firstRow: batch.rows, inferenceId: inferenceId ?? undefined, eventId, inferenceTime });
    }
    this.commit(read.rows, read.hasOutput);
    this.learn(line, read.base64);
  }

  private commit(rows: number, hasOutput: boolean): void {
    this.batch.rows += rows;
    this.rows += rows;
    if (!hasOutput && this.plan.output.columns.length > 0) this.rowsWithoutOutput += rows;
  }

  private learn(line: Buffer, base64: LineShape['base64']): void {
    if (this.fast === undefined || this.lessons === 0) return;
    this.lessons--;
    const shape = LineShape.learn(line, base64);
    if (shape === undefined) return;
    if (this.shapes.length === MAX_SHAPES) this.shapes.shift();
    this.shapes.push(shape);
  }

  private flush(): void {
    if (this.batch.rows > 0) for (const sink of this.sinks) sink.accept(this.batch);
    this.batch.clear();
  }
}

/** What JSON allows around a value; a line of other control characters is damage, and counted. */
const BLANKS: readonly number[] = [0x20, 0x09, 0x0a, 0x0d];

function isBlank(line: Buffer): boolean {
  for (let i = 0; i < line.length; i++) if (!BLANKS.includes(line[i] as number)) return false;
  return true;
}
