import type { ScanSummary } from '../../../lambda/capture/capture-scanner';
import { CaptureScanner } from '../../../lambda/capture/capture-scanner';
import { planColumns, type Vocabularies } from '../../../lambda/capture/column-plan';
import type { FeatureSchemaDocument } from '../../../lib/contract';
import { CollectingSink } from './collect';
import type { Cell } from './oracle';

export interface Scanned {
  readonly rows: Cell[][];
  readonly ids: string[];
  readonly summary: ScanSummary;
}

export interface ScanOptions {
  readonly vocabularies?: Vocabularies;
  readonly chunkSize?: number;
  readonly maxLineBytes?: number;
  readonly fastPath?: boolean;
}

/** Scans a whole object. */
export function scan(object: string | Buffer, schema: FeatureSchemaDocument, options: ScanOptions = {}): Scanned {
  const bytes = Buffer.from(object);
  const plan = planColumns(schema, options.vocabularies);
  const sink = new CollectingSink(plan);
  const { maxLineBytes, fastPath, chunkSize = 1 << 16 } = options;
  const scanner = new CaptureScanner(plan, [sink], { objectKey: 'key', identities: true, maxLineBytes, fastPath });
  for (let at = 0; at < bytes.length; at += chunkSize) scanner.push(Buffer.from(bytes.subarray(at, at + chunkSize)));
  return { rows: sink.rows, ids: sink.ids, summary: scanner.end() };
}
