import type {
  LedgerEvent,
  LedgerHead,
  ReleaseProgress,
  ReleaseStepInput,
  ReleaseStepOutput,
} from '../../../lib/contract';
import { artifactKey } from '../../../lib/contract';
import {
  type DeclaredState,
  intended,
  intentTakenBack,
  type NextStep,
  nextStep,
  pinned,
  type ReleaseSituation,
  releasedModel,
} from '../../decide/release';
import { adopt } from './adopt';
import { readDeclaration } from './declaration';
import { writeOrRepeat } from './fence';
import { lookUnderLock, settingsOf } from './look';
import type { LedgerParts } from './parts';
import { propose } from './propose';

/** Effects on the ledger alone are made at once, and then it is looked again: at most this often. */
const MAX_EFFECTS = 3;

/** Decides what is to be done next, and writes down what is about to be done. */
export async function next(input: ReleaseStepInput, parts: LedgerParts): Promise<ReleaseStepOutput> {
  const declared = await declaredOf(input, parts);
  let { progress } = input;
  for (let effects = 0; effects <= MAX_EFFECTS; effects += 1) {
    const situation = await situationOf({ ...input, progress }, parts, declared);
    const step = nextStep(situation);
    const output = await perform(step, situation, { ...input, progress }, parts);
    if ('outcome' in output) return output;
    progress = output.progress;
  }
  throw new Error('The ledger did not come to rest.');
}

async function declaredOf({ request }: ReleaseStepInput, { hosting }: LedgerParts): Promise<DeclaredState | undefined> {
  return request.declaration === undefined ? undefined : readDeclaration(request.declaration, hosting);
}

async function situationOf(
  input: ReleaseStepInput,
  parts: LedgerParts,
  declared: DeclaredState | undefined,
): Promise<ReleaseSituation> {
  const { ledger, settings } = parts;
  const { request, progress } = input;
  const { head, observed, history, live } = await lookUnderLock(input, parts);
  const { manifest } = request;
  const candidate =
    manifest &&
    releasedModel(
      manifest,
      `s3://${settings.artifacts.bucket}/${artifactKey(manifest.name, manifest.version, manifest.artifact.sha256)}`,
    );
  const [known, liveSettings] = await Promise.all([settingsOf(head, ledger), settingsOf(live ?? {}, ledger)]);
  return { head, history, request, progress, observed, declared, settings: known, liveSettings, candidate };
}

/** @returns the transition, or the progress with which to look again */
async function perform(
  step: NextStep,
  situation: ReleaseSituation,
  input: ReleaseStepInput,
  parts: LedgerParts,
): Promise<ReleaseStepOutput | { readonly progress: ReleaseProgress }> {
  const { head } = situation;
  const { progress } = input;
  const unchanged: ReleaseProgress = { ...progress, handled: true, state: 'UNCHANGED', release: head.live };
  switch (step.kind) {
    case 'moving':
      return { outcome: 'moving', progress };
    case 'judge':
    case 'restore':
      return { outcome: step.kind, job: step.job, progress };
    case 'remove':
      return { outcome: 'remove', progress };
    case 'adopt':
      await adopt(head, input, parts);
      return { progress };
    case 'pin':
      return pin(head, input, parts);
    case 'takeBack':
      await writeOrRepeat(parts.ledger, { head: intentTakenBack(head) });
      return { progress: unchanged };
    case 'finished':
      return finish(step.progress, head, input, parts);
    case 'intend':
      await writeOrRepeat(parts.ledger, { head: intended(head, step.intent) });
      return { progress: unchanged };
    case 'propose': {
      const result = await propose(step.proposal, situation, input, parts);
      if (result.kind === 'written') return { outcome: 'verify', job: result.job, progress };
      if (result.kind === 'refused') {
        return {
          progress: { ...progress, handled: true, state: 'REFUSED', reason: result.reason, release: head.live },
        };
      }
      if (step.proposal.intent !== undefined) {
        await writeOrRepeat(parts.ledger, {
          head: intended(head, step.proposal.intent),
          settings: step.proposal.settings && {
            sha256: step.proposal.intent.settingsSha256,
            settings: step.proposal.settings,
          },
        });
      } else if (input.request.operation === 'UNDO_DEPLOY') {
        await writeOrRepeat(parts.ledger, { head: intentTakenBack(head) });
      }
      return { progress: unchanged };
    }
  }
}

async function pin(
  head: LedgerHead,
  { request, execution, progress }: ReleaseStepInput,
  { ledger, now, log }: LedgerParts,
): Promise<{ readonly progress: ReleaseProgress }> {
  const at = now().toISOString();
  const { operation, requestedBy, reason } = request;
  const on = operation === 'PIN';
  const event: LedgerEvent['event'] = on ? 'PINNED' : 'UNPINNED';
  await writeOrRepeat(ledger, {
    head: pinned(head, on ? { by: requestedBy, reason, since: at } : undefined),
    events: [{ at, executionArn: execution.arn, operation, event, release: head.live, detail: reason }],
  });
  log(on ? 'Pinned' : 'Unpinned', { release: head.live, reason });
  return { progress: { ...progress, handled: true, state: event, release: head.live } };
}

/** A refusal is part of the history too: somebody wanted something. */
async function finish(
  progress: ReleaseProgress,
  head: LedgerHead,
  { request, execution, progress: before }: ReleaseStepInput,
  { ledger, now, log }: LedgerParts,
): Promise<ReleaseStepOutput> {
  if (progress.state === 'REFUSED' && !before.handled) {
    const at = now().toISOString();
    const { operation } = request;
    const events = [{ at, executionArn: execution.arn, operation, event: 'REFUSED' as const, detail: progress.reason }];
    await writeOrRepeat(ledger, { head: { ...head, revision: head.revision + 1 }, events });
    log('Refused', { operation, reason: progress.reason });
  }
  return { outcome: 'finished', progress };
}
