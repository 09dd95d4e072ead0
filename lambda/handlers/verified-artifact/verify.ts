import { digestObject } from '../../aws/object-digest';
import { ObjectError, type ObjectStore, type ObjectVersion, uriOf } from '../../aws/object-store';
import type { ArtifactRequest } from './request';

/** A digest that is not the declared one. */
export class DigestMismatch extends Error {
  constructor(what: string, expected: string, actual: string, remedy: string) {
    super(`${what} has SHA-256 ${actual}, expected ${expected}. ${remedy}`);
    this.name = 'DigestMismatch';
  }
}

/**
 * Makes sure that the target holds exactly the declared bytes, and says how it came about.
 *
 * A target that already holds them is left alone: its source may be gone by now, for example when CloudFormation rolls
 * back to an earlier artifact. A target that holds anything else is never overwritten, because somebody wrote to a key
 * that names its content, and that has to be looked into.
 */
export async function ensureArtifact(
  request: ArtifactRequest,
  store: ObjectStore,
  signal: AbortSignal,
): Promise<'copied' | 'already there'> {
  const present = await store.find(request.target, signal);
  if (present !== undefined) {
    await requireStored(request, store, present, signal);
    return 'already there';
  }
  const source = await store.find(request.source, signal);
  if (source === undefined) throw new ObjectError('missing', request.source);
  const digest = await digestObject(store, source, signal);
  if (digest.sha256 !== request.sha256) {
    throw new DigestMismatch(
      uriOf(source),
      request.sha256,
      digest.sha256,
      'Nothing was stored. Take artifact and manifest from the same training run.',
    );
  }
  const confirmed = await store.copy(
    source,
    digest,
    request.target,
    {
      kmsKeyArn: request.kmsKeyArn,
      contentType: 'application/gzip',
      metadata: { 'model-name': request.modelName, 'model-version': request.modelVersion, sha256: request.sha256 },
    },
    signal,
  );
  if (!confirmed) await requireCopy(request, store, signal);
  return 'copied';
}

/** For a store that does not report what it wrote: read it back. */
async function requireCopy(request: ArtifactRequest, store: ObjectStore, signal: AbortSignal): Promise<void> {
  const copy = await store.find(request.target, signal);
  if (copy === undefined) throw new ObjectError('missing', request.target);
  await requireStored(request, store, copy, signal);
}

async function requireStored(
  request: ArtifactRequest,
  store: ObjectStore,
  stored: ObjectVersion,
  signal: AbortSignal,
): Promise<void> {
  const actual = stored.sha256 ?? (await digestObject(store, stored, signal)).sha256;
  if (actual !== request.sha256) {
    throw new DigestMismatch(
      uriOf(stored),
      request.sha256,
      actual,
      'Its key names the expected digest, so somebody has written other bytes to it: find out who in the audit trail, delete that version, and deploy again.',
    );
  }
}
