import type { FieldDocument } from '../../contract';
import type { ObjectReader } from './object-reader';
import { MAX_FEATURES } from './rules';

/** A JSON Pointer as in RFC 6901; the empty pointer is the whole body. */
const POINTER = /^(\/([^~/]|~[01])*)*$/;
const MAX_POINTER_LENGTH = 512;

function readPointer(reader: ObjectReader): string | undefined {
  const pointer = reader.any('pointer');
  if (pointer === undefined || reader.isToken(pointer)) return pointer as string | undefined;
  if (typeof pointer !== 'string' || pointer.length > MAX_POINTER_LENGTH || !POINTER.test(pointer)) {
    const expected = `a JSON Pointer of at most ${MAX_POINTER_LENGTH} characters`;
    const remedy =
      'Write it as in RFC 6901, for example "/instances/*/distance"; "~" and "/" in a key are "~0" and "~1".';
    return reader.report('pointer', pointer, expected, remedy);
  }
  if (pointer.split('/').filter((segment) => segment === '*').length > 1) {
    const remedy = 'A body has one list of rows: keep the "*" of that list and give the other positions as numbers.';
    return reader.report('pointer', pointer, 'one "*" at most', remedy);
  }
  return pointer;
}

/** Reads where one field stands: by position in a CSV row, by pointer in a JSON body, never both. */
export function readPlace(
  reader: ObjectReader,
  contentType: string | undefined,
): Pick<FieldDocument, 'position' | 'pointer'> {
  const remedy = 'Count columns from 0.';
  const position = reader.number('position', { min: 0, max: MAX_FEATURES - 1, integer: true, remedy }, 'optional');
  const pointer = readPointer(reader);
  if (contentType !== undefined) {
    const csv = contentType === 'text/csv';
    const [wanted, other] = csv ? ['position', 'pointer'] : ['pointer', 'position'];
    const rule = `Fields of ${contentType} have a ${wanted}.`;
    if (wanted !== undefined && !reader.has(wanted)) reader.report(wanted, undefined, `a ${wanted}`, rule);
    if (other !== undefined && reader.has(other)) reader.report(other, reader.any(other), `no ${other}`, rule);
  }
  return { position, pointer };
}

/** Columns of a CSV row: each exactly once, without gaps, so that a row can be checked by its number of columns. */
function checkPositions(reader: ObjectReader, key: string, fields: readonly FieldDocument[]): void {
  const positions = fields.map(({ position }) => position).filter((position) => position !== undefined);
  if (positions.length < fields.length || positions.some((position) => reader.isToken(position))) return;
  const sorted = [...positions].sort((a, b) => a - b);
  const repeated = sorted.find((position, index) => position === sorted[index - 1]);
  if (repeated !== undefined) {
    reader.report(key, `position ${repeated} twice`, 'positions that differ', 'Give each column to one field.');
    return;
  }
  const missing = sorted.findIndex((position, index) => position !== index);
  if (missing === -1) return;
  const remedy = 'Describe every column: one that the model ignores is still part of each row.';
  reader.report(key, `no field at position ${missing}`, `positions 0 to ${fields.length - 1} without a gap`, remedy);
}

/** The path to the list of rows: all that stands before `*`; undefined where a pointer crosses no row axis. */
function rowAxis(pointer: string): string | undefined {
  const segments = pointer.split('/');
  const axis = segments.indexOf('*');
  return axis === -1 ? undefined : segments.slice(0, axis).join('/');
}

function checkPointers(reader: ObjectReader, key: string, fields: readonly FieldDocument[]): void {
  const pointers = fields
    .map(({ pointer }) => pointer)
    .filter((pointer) => pointer !== undefined)
    .filter((pointer) => !reader.isToken(pointer));
  const repeated = pointers.find((pointer, index) => pointers.indexOf(pointer) !== index);
  if (repeated !== undefined) {
    reader.report(key, `pointer ${repeated} twice`, 'pointers that differ', 'Give each value to one field.');
  }
  const axes = [...new Set(pointers.map(rowAxis).filter((axis) => axis !== undefined))];
  if (axes.length > 1) {
    const shown = axes.map((axis) => `${axis}/*`);
    const remedy = 'All fields of a body share one list of rows: reshape the body so that a row is one element of it.';
    reader.report(key, shown, 'pointers with the same path before "*"', remedy);
  }
}

/** Checks that the fields of one body fit together. @param key `features` or `outputs` */
export function checkPlaces(reader: ObjectReader, key: string, fields: readonly FieldDocument[]): void {
  checkPositions(reader, key, fields);
  checkPointers(reader, key, fields);
}
