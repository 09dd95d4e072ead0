import type { CaptureLine } from '../../lib/contract';
import { BadLineReason } from './bad-line';
import { NOT_CAPTURED } from './cell';
import type { ColumnPlan } from './column-plan';
import { isPayload, payloadText } from './payload';
import { PayloadRows } from './payload-rows';
import type { RowBatch } from './row-batch';

/** A line that was read the slow way. */
export interface SlowLine {
  readonly rows: number;
  readonly metadata: CaptureLine['eventMetadata'];
  /** False where only the request was captured. */
  readonly hasOutput: boolean;
  /** Which payloads stand there as BASE64: lines of the same shape are decoded alike. */
  readonly base64: { readonly input: boolean; readonly output: boolean };
}

const CLOSING_BRACE = 0x7d;

/**
 * Reads one captured line through JSON.parse: the definition of what a line means. The byte scanner gives the same rows or
 * hands the line over to this.
 */
export class SlowLineReader {
  private readonly input: PayloadRows;
  private readonly output: PayloadRows;

  constructor(private readonly plan: ColumnPlan) {
    this.input = new PayloadRows(plan.input, plan.columns.length);
    this.output = new PayloadRows(plan.output, plan.columns.length);
  }

  /** Writes the rows of the line to `batch` from `firstRow` on, or says why it cannot. */
  read(line: Buffer, batch: RowBatch, firstRow: number): SlowLine | BadLineReason {
    let parsed: unknown;
    try {
      parsed = JSON.parse(line.toString('utf8'));
    } catch {
      return isCut(line) ? BadLineReason.TRUNCATED : BadLineReason.NOT_JSON;
    }
    if (!isCaptureLine(parsed)) return BadLineReason.NOT_A_CAPTURED_LINE;
    const { endpointInput, endpointOutput } = parsed.captureData;
    if (endpointInput === undefined || endpointInput === null) return BadLineReason.NO_INPUT;
    const rows = this.readSide(this.input, this.plan.input.format, endpointInput, batch, firstRow);
    if (typeof rows === 'string') return rows;
    const wanted = this.plan.output.columns.length > 0;
    const hasOutput = wanted && endpointOutput !== undefined && endpointOutput !== null;
    if (hasOutput) {
      const answers = this.readSide(this.output, this.plan.output.format, endpointOutput, batch, firstRow);
      if (typeof answers === 'string') return answers;
      if (answers !== rows) return BadLineReason.ROW_COUNT_MISMATCH;
    } else if (wanted) {
      markNotCaptured(this.plan, batch, firstRow, rows);
    }
    const base64 = { input: isBase64(endpointInput), output: hasOutput && isBase64(endpointOutput) };
    return { rows, metadata: parsed.eventMetadata, hasOutput, base64 };
  }

  private readSide(
    reader: PayloadRows,
    format: 'csv' | 'json',
    payload: unknown,
    batch: RowBatch,
    firstRow: number,
  ): number | BadLineReason {
    if (!isPayload(payload)) return BadLineReason.NOT_A_CAPTURED_LINE;
    const decoded = payloadText(payload, format);
    return 'reason' in decoded ? decoded.reason : reader.read(decoded.text, batch, firstRow);
  }
}

/** The outputs of rows whose response was not captured. */
export function markNotCaptured(plan: ColumnPlan, batch: RowBatch, firstRow: number, rows: number): void {
  const { offset, columns } = plan.output;
  for (let i = 0; i < columns.length; i++) {
    batch.columns[offset + i]?.values.fill(NOT_CAPTURED, firstRow, firstRow + rows);
  }
}

function isBase64(payload: unknown): boolean {
  return isPayload(payload) && payload.encoding === 'BASE64';
}

function isCaptureLine(value: unknown): value is CaptureLine {
  if (!isObject(value) || !isObject(value.captureData) || !isObject(value.eventMetadata)) return false;
  const { eventId, inferenceId, inferenceTime } = value.eventMetadata;
  if (typeof eventId !== 'string' || typeof inferenceTime !== 'string') return false;
  return inferenceId === undefined || inferenceId === null || typeof inferenceId === 'string';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a line that is no JSON stops before the brace that ends every captured line. */
function isCut(line: Buffer): boolean {
  let last = line.length - 1;
  while (last >= 0 && (line[last] as number) <= 32) last--;
  return line[0] === 0x7b && line[last] !== CLOSING_BRACE;
}
