import {
  artifactKey,
  type Release,
  type ReleaseStepInput,
  type ReleaseStepOutput,
  type SignedRelease,
} from '../../../lib/contract';
import { ObjectError, parseUri } from '../../aws/object-store';
import { rollbackTargets, serves } from '../../decide/release';
import { lockedHead } from '../release-ledger/fence';
import { jobOf } from '../release-ledger/judge-step';
import { historyOf } from '../release-ledger/look';
import { DigestMismatch, ensureArtifact } from '../verified-artifact/verify';
import { missingOf, unavailable } from './availability';
import type { HostingParts } from './parts';

/** Proves, before anything moves, that a release is what was signed and that all it needs is there. */
export async function verify(input: ReleaseStepInput, parts: HostingParts): Promise<ReleaseStepOutput> {
  const job = jobOf(input);
  await lockedHead(parts.ledger, input);
  const reason = await objection(input, job.release, parts);
  if (reason === undefined) return { outcome: 'verified' };
  parts.log('Release refused', { release: job.release.number, reason });
  return { outcome: 'refused', job: { ...job, failure: reason, abandonAs: 'REFUSED' } };
}

async function objection(input: ReleaseStepInput, release: Release, parts: HostingParts): Promise<string | undefined> {
  const signed = await parts.ledger.releases();
  const chain = [release.number, release.restores].filter((number) => number !== undefined);
  for (const number of chain) {
    const forged = await forgery(number, signed, parts);
    if (forged !== undefined) return forged;
  }
  // A takeover that failed has no other way than back, and CloudFormation may have taken away the right to look.
  if (input.request.operation === 'REMOVE') return undefined;
  // Nothing is launched: what serves anyway gets other weights, scales otherwise, has other tags.
  const observed = await parts.hosting.endpoint(parts.settings.endpointName);
  if (input.request.operation === 'SHIFT' || serves(observed, release)) return undefined;
  if (release.restores !== undefined) return missingForReturn(release, parts);
  const unfit = await store(input, parts);
  if (unfit !== undefined) return unfit;
  for (const { model } of release.variants) {
    const missing = await missingOf(model, parts);
    if (missing !== undefined) return `${model.name} ${model.version} cannot be served: ${missing}.`;
  }
  return undefined;
}

async function forgery(
  number: number,
  signed: ReadonlyMap<number, SignedRelease>,
  { signer }: HostingParts,
): Promise<string | undefined> {
  const record = signed.get(number);
  if (record === undefined) return `The ledger has no release ${number}.`;
  if (await signer.verify(record)) return undefined;
  return `The signature of release ${number} does not fit: its record was changed after it was written. Compare it with its manifest in the evidence bucket, and find out who wrote to the ledger.`;
}

/** Names the next release that could come back instead: at night nobody wants to try them one by one. */
async function missingForReturn(release: Release, parts: HostingParts): Promise<string | undefined> {
  const reason = await unavailable(release, parts);
  if (reason === undefined) return undefined;
  const history = await historyOf(parts.ledger);
  const live = release.previous === undefined ? undefined : history.releases.get(release.previous);
  const others = live === undefined ? [] : rollbackTargets(live, history);
  const text = `Release ${release.restores} cannot come back: ${reason}.`;
  for (const other of others) {
    if (other.number === release.restores) continue;
    if ((await unavailable(other, parts)) === undefined)
      return `${text} Release ${other.number} can: use --to ${other.number}.`;
  }
  return `${text} No other earlier release can either.`;
}

/**
 * A version that comes with a promotion lies somewhere else yet: its bytes are compared and kept under their digest.
 *
 * @returns why it cannot be kept; undefined where it is
 */
async function store({ request }: ReleaseStepInput, parts: HostingParts): Promise<string | undefined> {
  const { manifest, operation } = request;
  const source = operation === 'PROMOTE' ? parseUri(manifest?.artifact.uri ?? '') : undefined;
  if (manifest === undefined || source === undefined) return undefined;
  const { artifacts } = parts.settings;
  const { name, version } = manifest;
  const { sha256 } = manifest.artifact;
  const target = { bucket: artifacts.bucket, key: artifactKey(name, version, sha256) };
  try {
    const wanted = { source, target, kmsKeyArn: artifacts.keyArn, sha256, modelName: name, modelVersion: version };
    await ensureArtifact(wanted, parts.objects, parts.signal);
    return undefined;
  } catch (error) {
    // Trying again would find the same bytes.
    if (error instanceof DigestMismatch || error instanceof ObjectError) return error.message;
    throw error;
  }
}
