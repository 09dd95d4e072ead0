import type { ModelManifestDocument } from '../../lib/contract';
import { OperatorError } from './operator-error';

/**
 * Reads a manifest with the library's own reader, which compares a local artifact with its digest.
 *
 * @throws ValidationError naming everything that is wrong
 */
export async function readManifest(path: string): Promise<ModelManifestDocument> {
  // It brings the constructs along: only who needs it waits for them.
  const { ModelVersion } = await import('../../lib/registry/model-version');
  return ModelVersion.fromManifest(path)._document();
}

/** The manifest as the release machine takes it: with an artifact in a bucket. */
export function inBucket(manifest: ModelManifestDocument, uri: string | undefined): ModelManifestDocument {
  const { file: _file, ...artifact } = manifest.artifact;
  if (uri === undefined) throw new OperatorError('The manifest says neither artifact.file nor artifact.uri.');
  return { ...manifest, artifact: { ...artifact, uri } };
}
