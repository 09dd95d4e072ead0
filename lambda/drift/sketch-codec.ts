import { gunzipSync, gzipSync } from 'node:zlib';
import type { ColumnSketch } from './column-counter';
import type { DriftColumn } from './drift-columns';
import { SKETCH_SCHEMA_VERSION, type SketchDocument, sketchId } from './sketch';

/** A stored sketch that must not be merged. */
export class SketchError extends Error {
  constructor(
    /**
     * - `CORRUPT`: not gzip, not JSON, or numbers that no sketch holds;
     * - `OTHER_VERSION`: written by another version of this library;
     * - `OTHER_BASELINE`: counted in other cells.
     */
    readonly code: 'CORRUPT' | 'OTHER_VERSION' | 'OTHER_BASELINE',
    message: string,
  ) {
    super(`${message}; sketch the capture object again`);
    this.name = 'SketchError';
  }
}

/** Largest sketch that is unpacked, in bytes of JSON: a bomb ends here. */
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;

/** What is stored: JSON, gzipped. */
export function encodeSketch(sketch: SketchDocument): Buffer {
  return gzipSync(JSON.stringify(sketch));
}

/**
 * Reads a stored sketch and proves that it may be merged into the baseline's counts.
 *
 * @param columns of the baseline, in its order.
 * @throws SketchError
 */
export function decodeSketch(stored: Uint8Array, baselineId: string, columns: readonly DriftColumn[]): SketchDocument {
  const sketch = unpack(stored);
  if (sketch.schemaVersion !== SKETCH_SCHEMA_VERSION) {
    const message = `The sketch has schema version ${JSON.stringify(sketch.schemaVersion)}, this is ${SKETCH_SCHEMA_VERSION}`;
    throw new SketchError('OTHER_VERSION', message);
  }
  if (sketch.source?.baselineId !== baselineId) {
    throw new SketchError(
      'OTHER_BASELINE',
      `The sketch was made with baseline ${JSON.stringify(sketch.source?.baselineId)}`,
    );
  }
  if (sketch.id !== sketchId(sketch.source)) throw corrupt('its id is not the hash of its source');
  for (const key of ['rows', 'rowsWithoutOutput', 'lines', 'badLineCount'] as const) requireCount(key, sketch[key]);
  if (typeof sketch.badLines !== 'object' || sketch.badLines === null) throw corrupt('badLines is missing');
  requireColumns('columns', sketch.columns, columns);
  if (!Array.isArray(sketch.segments)) throw corrupt('segments is missing');
  const byName = new Map(columns.map((column) => [column.name, column]));
  for (const segment of sketch.segments) {
    requireCount('segment.rows', segment.rows);
    const outputs = (segment.columns ?? []).map((column: ColumnSketch) => byName.get(column.name));
    requireColumns(`segment ${segment.field}=${segment.value}`, segment.columns, outputs as DriftColumn[]);
  }
  return sketch;
}

function corrupt(reason: string): SketchError {
  return new SketchError('CORRUPT', `The sketch is corrupt: ${reason}`);
}

function unpack(stored: Uint8Array): SketchDocument {
  try {
    const parsed: unknown = JSON.parse(gunzipSync(stored, { maxOutputLength: MAX_UNPACKED_BYTES }).toString('utf8'));
    if (typeof parsed === 'object' && parsed !== null) return parsed as SketchDocument;
  } catch (error) {
    throw corrupt(error instanceof Error ? error.message : String(error));
  }
  throw corrupt('it holds no document');
}

function requireCount(name: string, value: unknown): void {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw corrupt(`${name} is ${JSON.stringify(value)}`);
}

function requireCounts(name: string, values: unknown, length: number): void {
  if (!Array.isArray(values) || values.length !== length) throw corrupt(`${name} has not ${length} numbers`);
  for (let i = 0; i < length; i++) {
    if (!Number.isSafeInteger(values[i]) || values[i] < 0)
      throw corrupt(`${name}[${i}] is ${JSON.stringify(values[i])}`);
  }
}

function requireColumns(where: string, found: unknown, wanted: readonly (DriftColumn | undefined)[]): void {
  if (!Array.isArray(found) || found.length !== wanted.length)
    throw corrupt(`${where} has not ${wanted.length} columns`);
  for (const [i, column] of wanted.entries()) requireColumn(where, found[i], column);
}

function requireColumn(where: string, found: ColumnSketch, column: DriftColumn | undefined): void {
  if (column === undefined || found?.name !== column.name) throw corrupt(`${where} has no column ${column?.name}`);
  const { name } = column;
  if ('cells' in column) {
    const { numeric } = found;
    if (numeric === undefined) throw corrupt(`${name} is not counted as a number`);
    requireCounts(`${name}.counts`, numeric.counts, column.cells.lower.length);
    requireCounts(`${name}.positions`, numeric.positions, column.cells.lower.length);
    for (const key of ['underflow', 'underflowDistance', 'overflow', 'overflowDistance', 'nulls', 'invalid'] as const) {
      requireCount(`${name}.${key}`, numeric[key]);
    }
    return;
  }
  const { categories } = found;
  if (categories === undefined) throw corrupt(`${name} is not counted by category`);
  requireCounts(`${name}.counts`, categories.counts, column.vocabulary.length);
  for (const key of ['unseen', 'nulls', 'invalid'] as const) requireCount(`${name}.${key}`, categories[key]);
}
