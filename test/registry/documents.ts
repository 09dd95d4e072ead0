import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Documents that tests begin with and break in one place. */

export const DIGEST = 'a'.repeat(64);
export const IMAGE = `123456789012.dkr.ecr.eu-central-1.amazonaws.com/flight-delay@sha256:${'b'.repeat(64)}`;

// biome-ignore lint/suspicious/noExplicitAny: a document that tests break has any shape
export type AnyDocument = any;

export function schemaDocument(): AnyDocument {
  return {
    schemaVersion: 1,
    inputContentType: 'text/csv',
    outputContentType: 'application/json',
    features: [
      { name: 'distance', kind: 'number', position: 0, unit: 'miles' },
      { name: 'carrier', kind: 'category', position: 1, segment: true },
      { name: 'passenger_age', kind: 'integer', position: 2, sensitive: true },
    ],
    outputs: [
      { name: 'late', kind: 'boolean', pointer: '/predictions/*/late', primary: true },
      { name: 'probability', kind: 'number', pointer: '/predictions/*/probability' },
    ],
  };
}

export function manifestDocument(): AnyDocument {
  return {
    schemaVersion: 1,
    name: 'flight-delay',
    version: '1.4.0+build-7',
    image: IMAGE,
    artifact: { uri: 's3://models/flight-delay/model.tar.gz', sha256: DIGEST, sizeBytes: 1024 },
    provenance: {
      codeCommit: '0123456789abcdef0123456789abcdef01234567-dirty',
      hyperparameters: { max_depth: 6, learning_rate: 0.1, booster: 'hist', early_stopping: true },
      seed: 42,
      dataSha256: DIGEST,
      dataDescription: 'January to March 2001',
      lockFileSha256: DIGEST,
      libraries: { 'scikit-learn': '1.5.2' },
      hardware: '2 cores',
      trainedAt: '2026-04-01T12:00:00.123456+00:00',
    },
    metrics: [
      { name: 'auc', value: 0.8, lower: 0.79, upper: 0.81, confidence: 0.95, dataset: 'holdout', rows: 1000 },
      { name: 'auc', value: 0.9, dataset: 'train', rows: 9000 },
    ],
    importances: { distance: 0.7, carrier: 0.3 },
    featureSchema: schemaDocument(),
  };
}

const root = mkdtempSync(join(tmpdir(), 'registry-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Writes a document into a folder of its own. */
export function written(content: AnyDocument | string | Buffer, name = 'model.json'): string {
  const folder = mkdtempSync(join(root, 'case-'));
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content));
  return file;
}

/** Writes a manifest whose artifact lies beside it. */
export function writtenWithArtifact(
  change: (document: AnyDocument) => void = () => {},
  bytes: Buffer = Buffer.from('not really a gzipped tar'),
): string {
  const document = manifestDocument();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  document.artifact = { file: 'model.tar.gz', sha256, sizeBytes: bytes.length };
  change(document);
  const file = written(document);
  writeFileSync(join(file, '..', 'model.tar.gz'), bytes);
  return file;
}

/** The message that a call throws; fails when it throws none. */
export function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('expected the call to be refused, but it was not');
}
