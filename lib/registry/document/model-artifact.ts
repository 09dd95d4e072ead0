import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import type { ModelManifestDocument } from '../../contract';
import type { ObjectReader } from './object-reader';
import { ARTIFACT_URI, SHA256 } from './rules';

/** Names of the fields of an artifact: nested in a manifest, flat in the properties of `ModelVersion.of`. */
export interface ArtifactFields {
  readonly uri: string;
  readonly file: string;
  readonly sha256: string;
  readonly sizeBytes: string;
}

/** Where the fields of an artifact were found. */
export interface ArtifactPlace {
  /** Path of the manifest that they stand in; undefined for properties in code, whose paths are the caller's own. */
  readonly manifest?: string;
  /** Whether the artifact is taken from elsewhere, so that a local file need not exist. */
  readonly replaced?: boolean;
}

const CHUNK_BYTES = 1024 * 1024;

function sha256OfFile(file: string): string {
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(CHUNK_BYTES);
  const descriptor = openSync(file, 'r');
  try {
    for (let read = readSync(descriptor, chunk); read > 0; read = readSync(descriptor, chunk)) {
      hash.update(chunk.subarray(0, read));
    }
  } finally {
    closeSync(descriptor);
  }
  return hash.digest('hex');
}

/** A file on this machine must be what the digest says: the deployment would fail on it much later. */
function checkLocalArtifact(
  reader: ObjectReader,
  fields: ArtifactFields,
  file: string,
  sha256: string | undefined,
  sizeBytes: number | undefined,
): void {
  const remedy = 'Run the training again, or correct the path; it must be the gzipped tar that the training run wrote.';
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isFile()) {
    reader.report(fields.file, file, 'a file that exists', remedy);
    return;
  }
  if (sizeBytes !== undefined && !reader.isToken(sizeBytes) && stats.size !== sizeBytes) {
    reader.report(fields.sizeBytes, sizeBytes, `${stats.size}, the size of ${file}`, remedy);
  }
  if (sha256 === undefined || reader.isToken(sha256)) return;
  const actual = sha256OfFile(file);
  if (actual !== sha256) {
    reader.report(
      fields.sha256,
      sha256,
      `${actual}, the SHA-256 of ${file}`,
      'Train again or restore the artifact; never edit the digest.',
    );
  }
}

/** Resolves the path that a manifest gives, which may not leave the manifest's folder: a manifest is data. */
function insideFolder(
  reader: ObjectReader,
  fields: ArtifactFields,
  path: string,
  manifest: string,
): string | undefined {
  const folder = realpathSync(dirname(manifest));
  const file = resolve(folder, path);
  const stats = statSync(file, { throwIfNoEntry: false });
  const fromFolder = relative(folder, stats === undefined ? file : realpathSync(file));
  if (!isAbsolute(path) && fromFolder !== '' && !/^\.\.($|[\\/])/.test(fromFolder) && !isAbsolute(fromFolder))
    return file;
  return reader.report(
    fields.file,
    path,
    'a path inside the folder of the manifest',
    'Write the manifest beside the artifact.',
  );
}

/**
 * Reads where an artifact lies and what its digest is.
 *
 * @param place where a relative path starts, and whether the file is looked at
 * @returns the fields, `file` as an absolute path
 */
export function readArtifact(
  reader: ObjectReader,
  fields: ArtifactFields,
  place: ArtifactPlace,
): ModelManifestDocument['artifact'] {
  const uri = reader.text(fields.uri, ARTIFACT_URI, 'optional');
  const pathRule = { pattern: /^[^\0]{1,4096}$/, expected: 'a path', remedy: 'Give the path of model.tar.gz.' };
  const path = reader.text(fields.file, pathRule, 'optional');
  const sha256 = reader.text(fields.sha256, SHA256, 'required');
  const sizeRule = { min: 1, max: Number.MAX_SAFE_INTEGER, integer: true, remedy: 'Give the size in bytes.' };
  const sizeBytes = reader.number(fields.sizeBytes, sizeRule, 'optional');
  if (reader.has(fields.uri) === reader.has(fields.file)) {
    const both = reader.has(fields.uri);
    const expected = `exactly one of ${fields.uri} and ${fields.file}`;
    const remedy = both ? 'Remove one of them.' : 'Say where the artifact lies, in a bucket or on this machine.';
    reader.report(fields.uri, both ? 'given together with a file' : undefined, expected, remedy);
  }
  const { manifest } = place;
  const file = path === undefined || manifest === undefined ? path : insideFolder(reader, fields, path, manifest);
  if (file !== undefined && !place.replaced) checkLocalArtifact(reader, fields, resolve(file), sha256, sizeBytes);
  return { uri, file: file === undefined ? undefined : resolve(file), sha256: sha256 ?? '', sizeBytes };
}
