import { createHash } from 'node:crypto';
import type { BadLines } from '../capture/bad-line';
import type { ScanSummary } from '../capture/capture-scanner';
import type { ColumnSketch } from './column-counter';
import type { SegmentSketch, WindowCounter } from './window-counter';

/** Version of a stored sketch. */
export const SKETCH_SCHEMA_VERSION = 1;

/** What a sketch was made of, and in whose cells. */
export interface SketchSource {
  readonly objectKey: string;
  /** As S3 gives it; another content is another ETag. */
  readonly etag: string;
  /** `BaselineDocument.id`. */
  readonly baselineId: string;
}

/** All that a verdict needs of one capture object, or of several once merged. */
export interface SketchTotals {
  readonly rows: number;
  /** Rows whose response was not captured although the schema has outputs. */
  readonly rowsWithoutOutput: number;
  readonly lines: number;
  readonly badLineCount: number;
  readonly badLines: BadLines;
  readonly columns: readonly ColumnSketch[];
  readonly segments: readonly SegmentSketch[];
}

/** The stored sketch of one capture object. */
export interface SketchDocument extends SketchTotals {
  readonly schemaVersion: number;
  /** Hash of the source: the same object under the same baseline is the same sketch, however often it is notified. */
  readonly id: string;
  readonly source: SketchSource;
}

/** SHA-256 over the source, hex. It names the sketch and the object that stores it. */
export function sketchId(source: SketchSource): string {
  const parts = [SKETCH_SCHEMA_VERSION, source.objectKey, source.etag, source.baselineId];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** What one pass over one object gave. */
export function makeSketch(source: SketchSource, scan: ScanSummary, counter: WindowCounter): SketchDocument {
  const { rows, rowsWithoutOutput, lines, badLineCount, badLines } = scan;
  return {
    schemaVersion: SKETCH_SCHEMA_VERSION,
    id: sketchId(source),
    source,
    rows,
    rowsWithoutOutput,
    lines,
    badLineCount,
    badLines,
    columns: counter.columns(),
    segments: counter.segmentSketches(),
  };
}
