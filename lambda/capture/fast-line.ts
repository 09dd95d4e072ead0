import type { ColumnPlan, SidePlan } from './column-plan';
import { CsvByteRows } from './csv-byte-rows';
import { JsonStringRows } from './json-string-rows';
import { type LineShape, plainStringEnd } from './line-shape';
import { SlotRole } from './line-slots';
import type { LineIdentity, RowBatch } from './row-batch';
import { markNotCaptured } from './slow-line';

const LINE_FEED = 10;

/** Reads the payload of one side, in the quickest of the ways that know it. */
class SideReaders {
  /** Where the closing quote was found. */
  end = 0;
  private readonly bytes: CsvByteRows | undefined;
  private readonly text: JsonStringRows;
  private readonly base64: JsonStringRows;

  constructor(side: SidePlan, batchColumns: number) {
    this.bytes = side.format === 'csv' ? new CsvByteRows(side, false) : undefined;
    this.text = new JsonStringRows(side, batchColumns, false);
    this.base64 = new JsonStringRows(side, batchColumns, true);
  }

  /** @returns the number of rows written to `batch` from `firstRow` on, or −1 for the slow path. */
  read(bytes: Buffer, view: DataView, from: number, batch: RowBatch, firstRow: number, base64: boolean): number {
    if (this.bytes !== undefined && !base64) {
      const rows = this.bytes.read(bytes, view, from, batch, firstRow);
      this.end = this.bytes.end;
      if (rows >= 0) return rows;
    }
    const reader = base64 ? this.base64 : this.text;
    const rows = reader.read(bytes, from, batch, firstRow);
    this.end = reader.end;
    return rows;
  }
}

/** Reads lines of a known shape straight from their bytes. */
export class FastLineReader {
  /** Rows of the line read last. */
  rows = 0;
  /** Whether the line read last has the response. */
  hasOutput = false;
  private readonly input: SideReaders;
  private readonly output: SideReaders | undefined;
  private readonly spans = new Int32Array(2 * (SlotRole.OTHER + 1));

  constructor(private readonly plan: ColumnPlan) {
    this.input = new SideReaders(plan.input, plan.columns.length);
    this.output = plan.output.columns.length > 0 ? new SideReaders(plan.output, plan.columns.length) : undefined;
  }

  /** @returns where the next line begins, or −1 when this line is to be read the slow way. */
  read(bytes: Buffer, view: DataView, from: number, limit: number, shape: LineShape, batch: RowBatch): number {
    const { literals, slots } = shape;
    const { spans } = this;
    const firstRow = batch.rows;
    let rows = -1;
    let answers = -1;
    // Of the identities only the inference id may be missing.
    spans[2 * SlotRole.INFERENCE_ID] = -1;
    let at = from;
    for (let i = 0; i < slots.length; i++) {
      at = (literals[i] as LineShape['literals'][number]).match(bytes, view, at, limit);
      if (at < 0) return -1;
      const role = slots[i] as SlotRole;
      if (role === SlotRole.INPUT) {
        rows = this.input.read(bytes, view, at, batch, firstRow, shape.base64.input);
        if (rows < 0) return -1;
        at = this.input.end;
      } else if (role === SlotRole.OUTPUT && this.output !== undefined) {
        answers = this.output.read(bytes, view, at, batch, firstRow, shape.base64.output);
        if (answers < 0) return -1;
        at = this.output.end;
      } else {
        spans[2 * role] = at;
        at = plainStringEnd(bytes, view, at);
        if (at < 0) return -1;
        spans[2 * role + 1] = at;
      }
    }
    at = (literals[slots.length] as LineShape['literals'][number]).match(bytes, view, at, limit);
    if (at < 0 || bytes[at] !== LINE_FEED) return -1;
    this.hasOutput = answers >= 0;
    if (this.output !== undefined) {
      if (!this.hasOutput) markNotCaptured(this.plan, batch, firstRow, rows);
      else if (answers !== rows) return -1;
    }
    this.rows = rows;
    return at + 1;
  }

  /** Who the line read last was. */
  identity(bytes: Buffer, firstRow: number): LineIdentity {
    return {
      firstRow,
      inferenceId: this.text(bytes, SlotRole.INFERENCE_ID),
      eventId: this.text(bytes, SlotRole.EVENT_ID) ?? '',
      inferenceTime: this.text(bytes, SlotRole.TIME) ?? '',
    };
  }

  private text(bytes: Buffer, role: SlotRole): string | undefined {
    const from = this.spans[2 * role] as number;
    return from < 0 ? undefined : bytes.toString('utf8', from, this.spans[2 * role + 1]);
  }
}
