import {
  type ModelManifestDocument,
  RELEASE_SCHEMA_VERSION,
  type Release,
  type ReleaseApproval,
  type ReleasedModel,
  type ReleaseJob,
  type ReleaseStepInput,
  type ReleaseVariant,
  releaseEvidenceKey,
} from '../../../lib/contract';
import {
  approvalOf,
  composeRelease,
  declaredOnceLive,
  liveRelease,
  manifestSha256,
  proposed,
  type ReleaseHistory,
  type ReleaseProposal,
  type ReleaseSituation,
  sameServing,
  serves,
  sha256Of,
} from '../../decide/release';
import { writeOrRepeat } from './fence';
import type { LedgerParts } from './parts';

/** What became of a proposal. */
export type Proposed =
  | { readonly kind: 'written'; readonly job: ReleaseJob }
  /** It is what is live. */
  | { readonly kind: 'same' }
  | { readonly kind: 'refused'; readonly reason: string };

type Draft = Pick<Release, 'endpointConfigName' | 'variants' | 'restores' | 'settingsSha256'>;

/** Writes a release down, signed, in ledger and evidence, before anything moves. */
export async function propose(
  proposal: ReleaseProposal,
  { head, history, observed }: Pick<ReleaseSituation, 'head' | 'history' | 'observed'>,
  input: ReleaseStepInput,
  parts: LedgerParts,
): Promise<Proposed> {
  const { ledger, signer, settings, now, log } = parts;
  const live = liveRelease(head, history);
  const draft = draftOf(proposal, live, settings.endpointName);
  const alike = live !== undefined && sameServing(live, draft);
  const { operation, requestedBy, reason } = input.request;
  const { settingsSha256 } = draft;
  // What serves may have come back with settings of its own, while scaling and tags are still those of another deployment.
  const around = declaredOnceLive({ settingsSha256, cause: { operation } }, head) !== head.settingsSha256;
  if (alike && !around && live.settingsSha256 === settingsSha256 && serves(observed, live)) return { kind: 'same' };
  const approvals = await approvalsOf(draft.variants, proposal, history, parts);
  if (typeof approvals === 'string') return { kind: 'refused', reason: approvals };
  const at = now().toISOString();
  const number = head.lastNumber + 1;
  const signed = await signer.sign({
    schemaVersion: RELEASE_SCHEMA_VERSION,
    endpointName: settings.endpointName,
    number,
    createdAt: at,
    cause: { operation, requestedBy, reason, executionArn: input.execution.arn },
    previous: head.live,
    ...draft,
    approvals,
  });
  const { evidence } = settings;
  await parts.evidence.write(
    { bucket: evidence.bucket, key: releaseEvidenceKey(settings.endpointName, number) },
    JSON.stringify(signed, undefined, 2),
    { kmsKeyArn: evidence.keyArn, contentType: 'application/json', metadata: {} },
  );
  const executionArn = input.execution.arn;
  const detail = `${versionsText(draft.variants)}${alike ? `, served as release ${live.number} does` : ''}`;
  await writeOrRepeat(ledger, {
    head: proposed(head, signed.release, at, proposal.intent),
    release: signed,
    settings: proposal.settings && { sha256: sha256Of(proposal.settings), settings: proposal.settings },
    manifests: manifestsOf(input),
    events: [{ at, executionArn, operation, event: 'PROPOSED', release: number, detail }],
  });
  log('Release written', { release: number, variants: versionsText(draft.variants), operation });
  return { kind: 'written', job: { own: true, release: signed.release } };
}

function draftOf(proposal: ReleaseProposal, live: Release | undefined, endpointName: string): Draft {
  const { models, settings, restores, weights } = proposal;
  if (weights !== undefined && live !== undefined) {
    const variants = live.variants.map((variant) => ({
      ...variant,
      weight: weights[variant.variantName] ?? variant.weight,
    }));
    const settingsSha256 = settings === undefined ? live.settingsSha256 : sha256Of(settings);
    return { ...restored(live), variants, restores: restores?.number, settingsSha256 };
  }
  if (restores !== undefined) return { ...restored(restores), restores: restores.number };
  if (models === undefined || settings === undefined)
    throw new Error('A proposal without models, settings or release.');
  const { endpointConfigName, variants } = composeRelease(endpointName, models, settings);
  return { endpointConfigName, variants, settingsSha256: sha256Of(settings) };
}

function restored({ endpointConfigName, variants, settingsSha256 }: Release): Draft {
  return { endpointConfigName, variants, settingsSha256 };
}

/** @returns the approvals, or why there are none */
async function approvalsOf(
  variants: readonly ReleaseVariant[],
  { approval, settings }: ReleaseProposal,
  history: ReleaseHistory,
  { ledger, settings: { endpointName } }: LedgerParts,
): Promise<readonly ReleaseApproval[] | string> {
  const models = new Map(variants.map(({ model }) => [model.manifestSha256, model]));
  const answering = new Set(variants.flatMap(({ role, model }) => (role === 'shadow' ? [] : model.manifestSha256)));
  const approvals: ReleaseApproval[] = [];
  for (const model of models.values()) {
    const answers = answering.has(model.manifestSha256);
    const required = settings?.approval ?? 'ANOTHER_PRINCIPAL';
    const records = approval === undefined ? await ledger.approvals(model.manifestSha256) : [];
    const found = approvalOf(model, answers, approval, required, history, records);
    if ('missing' in found) return missingText(found.missing, found.byAuthorOnly, endpointName);
    approvals.push(found);
  }
  return approvals;
}

function missingText({ name, version }: ReleasedModel, byAuthorOnly: boolean, endpointName: string): string {
  const why = byAuthorOnly ? 'only its author has approved it' : 'nobody has approved it';
  return `${name} ${version} is not approved: ${why}. Another person runs: production-ml approve --endpoint ${endpointName} --manifest model.json`;
}

/** Manifests that come with the request, by their digest. */
function manifestsOf({ request }: ReleaseStepInput): Readonly<Record<string, ModelManifestDocument>> {
  const manifests = [request.manifest, ...Object.values(request.declaration?.manifests ?? {})];
  const known = manifests.filter((manifest): manifest is ModelManifestDocument => manifest !== undefined);
  return Object.fromEntries(known.map((manifest) => [manifestSha256(manifest), manifest]));
}

export function versionsText(variants: readonly ReleaseVariant[]): string {
  return variants.map(({ variantName, model, weight }) => `${variantName} ${model.version} (${weight})`).join(', ');
}
