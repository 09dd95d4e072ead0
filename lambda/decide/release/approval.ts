import type {
  ModelManifestDocument,
  ReleaseApproval,
  ReleasedModel,
  ReleaseSettings,
  VersionApproval,
} from '../../../lib/contract';
import type { ReleaseHistory } from './rollback-target';
import { sha256Of } from './sha256-of';

/** The identity of a version: its manifest without the place where the artifact happens to lie. */
export function manifestSha256(manifest: ModelManifestDocument): string {
  const { uri: _uri, file: _file, ...artifact } = manifest.artifact;
  return sha256Of({ ...manifest, artifact });
}

/** A version as a release pins it. @param artifactUri where the verified artifact lies */
export function releasedModel(manifest: ModelManifestDocument, artifactUri: string): ReleasedModel {
  return {
    name: manifest.name,
    version: manifest.version,
    image: manifest.image,
    artifactUri,
    artifactSha256: manifest.artifact.sha256,
    manifestSha256: manifestSha256(manifest),
  };
}

/** A version that nobody else has approved. */
export interface MissingApproval {
  readonly missing: ReleasedModel;
  /** Its author has approved it, which does not count. */
  readonly byAuthorOnly: boolean;
}

/**
 * How a version is approved: by where it comes from, by having served, or by a record of somebody who did not write it.
 *
 * @param answers whether it is to answer requests: having been a shadow is no approval for that
 * @param asserted how it is approved by its origin, such as a deployed template
 * @param records what people wrote about it, authorship included
 */
export function approvalOf(
  model: ReleasedModel,
  answers: boolean,
  asserted: ReleaseApproval['kind'] | undefined,
  required: ReleaseSettings['approval'],
  history: ReleaseHistory,
  records: readonly VersionApproval[],
): ReleaseApproval | MissingApproval {
  const { manifestSha256: sha256 } = model;
  if (asserted === 'ADOPTED') return { manifestSha256: sha256, kind: 'ADOPTED' };
  const served = [...history.releases.values()].some(
    ({ number, variants }) =>
      history.outcomes.get(number)?.state === 'LIVE' &&
      variants.some((variant) => variant.model.manifestSha256 === sha256 && (variant.role !== 'shadow' || !answers)),
  );
  if (served) return { manifestSha256: sha256, kind: 'SERVED_BEFORE' };
  if (asserted !== undefined) return { manifestSha256: sha256, kind: asserted };
  if (required === 'NOT_REQUIRED') return { manifestSha256: sha256, kind: 'NOT_REQUIRED' };
  const authors = new Set(records.filter(({ role }) => role === 'AUTHOR').map(({ userId }) => userId));
  const approvers = records.filter(({ role }) => role === 'APPROVER');
  const other = approvers.find(({ userId }) => !authors.has(userId));
  // Who wrote it must be known, or its author could be the one who approves.
  if (other === undefined || authors.size === 0) {
    return { missing: model, byAuthorOnly: approvers.length > 0 };
  }
  return { manifestSha256: sha256, kind: 'PRINCIPAL', by: other.by, at: other.at };
}
