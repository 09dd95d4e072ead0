import type { FeatureSchemaDocument, FieldDocument } from '../../../lib/contract';

/**
 * What a captured line means, written down a second time in the plainest way (JSON.parse, one character after the other,
 * Number()), so that the scanner has something to be equal to.
 */
export type Cell = number | 'NULL' | 'INVALID' | 'NOT_CAPTURED' | `=${string}`;
export type OracleLine = { readonly rows: Cell[][] } | { readonly reason: string } | 'BLANK';

class Bad extends Error {
  constructor(readonly reason: string) {
    super(reason);
  }
}

export function oracleLine(line: string, schema: FeatureSchemaDocument): OracleLine {
  if (/^[ \t\r]*$/.test(line)) return 'BLANK';
  try {
    return { rows: rowsOf(line, schema) };
  } catch (error) {
    if (error instanceof Bad) return { reason: error.reason };
    throw error;
  }
}

function rowsOf(line: string, schema: FeatureSchemaDocument): Cell[][] {
  // biome-ignore lint/suspicious/noExplicitAny: an oracle takes JSON as it comes
  let parsed: any;
  try {
    parsed = JSON.parse(line);
  } catch {
    throw new Bad(line.startsWith('{') && !line.replace(/[\0-\x20]+$/, '').endsWith('}') ? 'TRUNCATED' : 'NOT_JSON');
  }
  const data = parsed?.captureData;
  const meta = parsed?.eventMetadata;
  const isObject = (x: unknown) => typeof x === 'object' && x !== null && !Array.isArray(x);
  const isId = meta?.inferenceId === undefined || meta.inferenceId === null || typeof meta.inferenceId === 'string';
  const wellFormed = isObject(parsed) && isObject(data) && isObject(meta);
  if (!wellFormed || typeof meta.eventId !== 'string' || typeof meta.inferenceTime !== 'string' || !isId) {
    throw new Bad('NOT_A_CAPTURED_LINE');
  }
  if (data.endpointInput == null) throw new Bad('NO_INPUT');
  const inputs = sideRows(data.endpointInput, schema.inputContentType, schema.features);
  if (schema.outputs.length === 0) return inputs;
  if (data.endpointOutput == null) {
    return inputs.map((row) => [...row, ...schema.outputs.map((): Cell => 'NOT_CAPTURED')]);
  }
  const outputs = sideRows(data.endpointOutput, schema.outputContentType, schema.outputs);
  if (outputs.length !== inputs.length) throw new Bad('ROW_COUNT_MISMATCH');
  return inputs.map((row, i) => [...row, ...(outputs[i] ?? [])]);
}

// biome-ignore lint/suspicious/noExplicitAny: an oracle takes JSON as it comes
function sideRows(payload: any, contentType: string, fields: readonly FieldDocument[]): Cell[][] {
  const strings = [payload?.data, payload?.encoding, payload?.observedContentType];
  if (strings.some((x) => typeof x !== 'string') || !['CSV', 'JSON', 'BASE64'].includes(payload.encoding)) {
    throw new Bad('NOT_A_CAPTURED_LINE');
  }
  let text: string = payload.data;
  if (payload.encoding === 'BASE64') {
    if (payload.observedContentType.split(';')[0].trim().toLowerCase() !== contentType)
      throw new Bad('WRONG_CONTENT_TYPE');
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw new Bad('BAD_BASE64');
    const digits = text.replace(/=+$/, '').length % 4;
    const padding = text.length - text.replace(/=+$/, '').length;
    if (digits === 1 || (padding > 0 && digits + padding !== 4)) throw new Bad('BAD_BASE64');
    text = Buffer.from(text, 'base64').toString('utf8');
  } else if (payload.encoding !== (contentType === 'text/csv' ? 'CSV' : 'JSON')) {
    throw new Bad('WRONG_CONTENT_TYPE');
  }
  if (text.startsWith('\ufeff')) text = text.slice(1);
  return contentType === 'text/csv' ? csvRows(text, fields) : jsonRows(text, fields);
}

function csvRows(text: string, fields: readonly FieldDocument[]): Cell[][] {
  if (text === '') throw new Bad('EMPTY_PAYLOAD');
  const width = Math.max(...fields.map((field) => field.position as number)) + 1;
  const records = splitRecords(text);
  if (records.some((record) => record.length !== width)) throw new Bad('WRONG_COLUMN_COUNT');
  return records.map((record) => fields.map((field) => csvCell(record[field.position as number] as RawCell, field)));
}

interface RawCell {
  text: string;
  quoted: boolean;
}

/** A state machine over characters: RFC 4180 with blanks allowed around a quoted cell. */
function splitRecords(text: string): RawCell[][] {
  const records: RawCell[][] = [];
  let record: RawCell[] = [];
  let cell: RawCell = { text: '', quoted: false };
  let state: 'start' | 'plain' | 'quoted' | 'after' = 'start';
  const endCell = () => {
    record.push(cell);
    cell = { text: '', quoted: false };
    state = 'start';
  };
  const endRecord = () => {
    endCell();
    records.push(record);
    record = [];
  };
  let i = 0;
  for (; i < text.length; i++) {
    const c = text[i] as string;
    if (state === 'quoted') {
      if (c !== '"') cell.text += c;
      else if (text[i + 1] === '"') {
        cell.text += '"';
        i++;
      } else state = 'after';
    } else if (c === ',') endCell();
    else if (c === '\n') endRecord();
    else if (c === '\r' && text[i + 1] === '\n') {
      i++;
      endRecord();
    } else if (state === 'after') {
      if (c !== ' ' && c !== '\t') throw new Bad('BAD_PAYLOAD');
    } else if (state === 'start' && c === '"') {
      cell = { text: '', quoted: true };
      state = 'quoted';
    } else {
      cell.text += c;
      if (c !== ' ' && c !== '\t') state = 'plain';
    }
  }
  if (state === 'quoted') throw new Bad('BAD_PAYLOAD');
  if (!text.endsWith('\n') || record.length > 0 || cell.text !== '') endRecord();
  return records;
}

function csvCell({ text, quoted }: RawCell, field: FieldDocument): Cell {
  const trimmed = text.replace(/^[ \t]+/, '').replace(/[ \t]+$/, '');
  if (field.kind === 'number' || field.kind === 'integer') {
    if (trimmed === '' || trimmed === 'null') return 'NULL';
    const isDecimal = /^[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?$/.test(trimmed);
    return isDecimal ? numberCell(Number(trimmed), field) : 'INVALID';
  }
  const name = quoted ? text : trimmed;
  return name === '' ? 'NULL' : categoryCell(name, field);
}

function numberCell(value: number, field: FieldDocument): Cell {
  if (!Number.isFinite(value) || (field.kind === 'integer' && Math.floor(value) !== value)) return 'INVALID';
  return value;
}

function categoryCell(name: string, field: FieldDocument): Cell {
  if (field.kind === 'category') return `=${name}`;
  const lower = name.toLowerCase();
  if (lower === 'true' || lower === '1') return '=true';
  return lower === 'false' || lower === '0' ? '=false' : 'INVALID';
}

function jsonRows(text: string, fields: readonly FieldDocument[]): Cell[][] {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new Bad('BAD_PAYLOAD');
  }
  const axis = fields.map((field) => (field.pointer as string).split('/*')).find((parts) => parts.length > 1)?.[0];
  const items = axis === undefined ? [body] : at(body, axis);
  if (!Array.isArray(items)) throw new Bad('NO_ROW_AXIS');
  if (items.length === 0) throw new Bad('EMPTY_PAYLOAD');
  return items.map((item) =>
    fields.map((field) => {
      const [before, after] = (field.pointer as string).split('/*') as [string, string | undefined];
      return jsonCell(after === undefined ? at(body, before) : at(item, after), field);
    }),
  );
}

function at(value: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((current, raw) => {
      const key = raw.replace(/~1/g, '/').replace(/~0/g, '~');
      if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key) || key === 'length')
        return undefined;
      return (current as Record<string, unknown>)[key];
    }, value);
}

function jsonCell(value: unknown, field: FieldDocument): Cell {
  if (value === null || value === undefined) return 'NULL';
  const numeric = field.kind === 'number' || field.kind === 'integer';
  if (numeric) return typeof value === 'number' ? numberCell(value, field) : 'INVALID';
  if (typeof value === 'object' || value === Infinity || value === -Infinity) return 'INVALID';
  const name = String(value);
  return name === '' ? 'NULL' : categoryCell(name, field);
}
