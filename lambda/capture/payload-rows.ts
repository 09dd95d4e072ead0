import { BadLineReason } from './bad-line';
import { booleanName, INVALID, NULL, numberFromDouble, numberFromText } from './cell';
import type { PlannedColumn, SidePlan } from './column-plan';
import { CsvByteRows } from './csv-byte-rows';
import { type CsvCell, splitCsv } from './csv-text';
import { resolvePath } from './json-pointer';
import type { ColumnBatch, RowBatch } from './row-batch';

/** Rows that were written to the batch, or why the line is bad. */
export type RowsRead = number | BadLineReason;

/** What decoding made of bytes that are no UTF-8, and writing makes of half a surrogate pair. */
const REPLACEMENT = Buffer.from('\ufffd');
const QUOTE = 0x22;

/** Reads the rows of one side's decoded payload into a batch. */
export class PayloadRows {
  private readonly byteRows: CsvByteRows;
  private scratch = Buffer.alloc(4096);
  private view = viewOf(this.scratch);
  private readonly marks: Int32Array;

  constructor(
    private readonly side: SidePlan,
    batchColumns: number,
  ) {
    this.marks = new Int32Array(batchColumns);
    this.byteRows = new CsvByteRows(side, true);
  }

  read(text: string, batch: RowBatch, firstRow: number): RowsRead {
    if (this.side.format === 'json') return this.readJson(text, batch, firstRow);
    if (text === '') return BadLineReason.EMPTY_PAYLOAD;
    const rows = this.readAsBytes(text, batch, firstRow);
    return rows >= 0 ? rows : this.readCsv(text, batch, firstRow);
  }

  /** Most payloads hold no quote, and the byte scanner reads them; −1 for the others. */
  private readAsBytes(text: string, batch: RowBatch, firstRow: number): number {
    const room = text.length * 3 + 8;
    if (this.scratch.length < room) {
      this.scratch = Buffer.alloc(room * 2);
      this.view = viewOf(this.scratch);
    }
    const { scratch } = this;
    const end = scratch.write(text, 'utf8');
    // Half a surrogate pair would come back as another character.
    if (end !== text.length && scratch.subarray(0, end).includes(REPLACEMENT)) return -1;
    scratch[end] = QUOTE;
    batch.mark(this.marks);
    const rows = this.byteRows.read(scratch, this.view, 0, batch, firstRow);
    if (rows >= 0 && this.byteRows.end === end) return rows;
    batch.rewind(this.marks);
    return -1;
  }

  private readCsv(text: string, batch: RowBatch, firstRow: number): RowsRead {
    const rows = splitCsv(text);
    if (rows === undefined) return BadLineReason.BAD_PAYLOAD;
    if (rows.some((row) => row.length !== this.side.width)) return BadLineReason.WRONG_COLUMN_COUNT;
    while (batch.capacity < firstRow + rows.length) batch.grow();
    for (const [i, column] of this.side.columns.entries()) {
      const target = batch.columns[this.side.offset + i] as ColumnBatch;
      for (const [row, cells] of rows.entries()) {
        const { text: cell, quoted } = cells[column.position as number] as CsvCell;
        target.values[firstRow + row] = column.vocabulary
          ? column.vocabulary.cell(cell, target, quoted)
          : numberFromText(cell, column.kind === 'integer');
      }
    }
    return rows.length;
  }

  private readJson(text: string, batch: RowBatch, firstRow: number): RowsRead {
    const body = parseJson(text);
    if (body === undefined) return BadLineReason.BAD_PAYLOAD;
    const axis = this.side.columns.find(({ pointer }) => pointer?.axis !== undefined)?.pointer?.axis;
    const items = axis === undefined ? [body.value] : resolvePath(body.value, axis);
    if (!Array.isArray(items)) return BadLineReason.NO_ROW_AXIS;
    if (items.length === 0) return BadLineReason.EMPTY_PAYLOAD;
    const rows = items.length;
    while (batch.capacity < firstRow + rows) batch.grow();
    for (const [i, column] of this.side.columns.entries()) {
      const { axis: own, path } = column.pointer as NonNullable<PlannedColumn['pointer']>;
      const target = batch.columns[this.side.offset + i] as ColumnBatch;
      const { values } = target;
      for (let row = 0; row < rows; row++) {
        const value = resolvePath(own === undefined ? body.value : items[row], path);
        values[firstRow + row] =
          typeof value === 'number' && column.kind === 'number' && Number.isFinite(value)
            ? value
            : jsonCell(value, column, target);
      }
    }
    return rows;
  }
}

/** The cell for a value that arrived as JSON. Text in a numeric column is a change of type, so it is invalid. */
export function jsonCell(value: unknown, column: PlannedColumn, target: ColumnBatch): number {
  if (value === null || value === undefined) return NULL;
  const { vocabulary, kind } = column;
  if (vocabulary === undefined) {
    return typeof value === 'number' ? numberFromDouble(value, kind === 'integer') : INVALID;
  }
  if (typeof value === 'string') return vocabulary.cell(value, target, true);
  if (typeof value !== 'boolean' && typeof value !== 'number') return INVALID;
  if (kind === 'boolean' && booleanName(String(value)) === undefined) return INVALID;
  return Number.isFinite(Number(value)) ? vocabulary.cell(String(value), target, true) : INVALID;
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
