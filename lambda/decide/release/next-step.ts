import type {
  DeployIntent,
  LedgerHead,
  ObservedEndpoint,
  Release,
  ReleaseApproval,
  ReleasedModel,
  ReleaseJob,
  ReleaseProgress,
  ReleaseRequest,
  ReleaseSettings,
} from '../../../lib/contract';
import type { RoleModels } from './compose-release';
import { rolesAfterDeployment, rolesAfterPromotion, withFallback } from './role-models';
import { type ReleaseHistory, rollbackTargets } from './rollback-target';
import { isMoving, productionVariants, serves, servingModel } from './serving';

/** All that decides what comes next. */
export interface ReleaseSituation {
  readonly head: LedgerHead;
  readonly history: ReleaseHistory;
  readonly request: ReleaseRequest;
  readonly progress: ReleaseProgress;
  readonly observed: ObservedEndpoint;
  /** DEPLOY: the declaration, read. */
  readonly declared?: DeclaredState;
  /** Settings of the last deployment that succeeded. */
  readonly settings?: ReleaseSettings;
  /** PROMOTE: the version of the request. */
  readonly candidate?: ReleasedModel;
}

/** What a template declares, read from SageMaker and the request. */
export interface DeclaredState {
  readonly models: RoleModels;
  readonly settings: ReleaseSettings;
  readonly settingsSha256: string;
  readonly declarationSha256: string;
  readonly adoptExisting: boolean;
}

/** A release that is to be written and made. */
export interface ReleaseProposal {
  /** New models and settings, */
  readonly models?: RoleModels;
  readonly settings?: ReleaseSettings;
  /** or the state of an earlier release, */
  readonly restores?: Release;
  /** or the live configuration with other weights. */
  readonly weights?: Readonly<Record<string, number>>;
  /** How its versions are approved where no record is needed. */
  readonly approval?: ReleaseApproval['kind'];
  readonly intent?: DeployIntent;
}

/** What is to be done next. */
export type NextStep =
  | { readonly kind: 'moving' }
  /** The endpoint serves what a dead execution wanted. */
  | { readonly kind: 'judge'; readonly job: ReleaseJob }
  /** It does not, or somebody wants it back. */
  | { readonly kind: 'restore'; readonly job: ReleaseJob }
  | { readonly kind: 'adopt' }
  | { readonly kind: 'propose'; readonly proposal: ReleaseProposal }
  | { readonly kind: 'remove' }
  /** A deployment that moves nothing. */
  | { readonly kind: 'intend'; readonly intent: DeployIntent }
  | { readonly kind: 'takeBack' }
  | { readonly kind: 'pin' }
  | { readonly kind: 'finished'; readonly progress: ReleaseProgress };

const STOPPING: readonly ReleaseRequest['operation'][] = ['ROLLBACK', 'ABORT', 'UNDO_DEPLOY', 'REMOVE'];

function finished(
  progress: ReleaseProgress,
  state: ReleaseProgress['state'],
  reason?: string,
  release?: number,
): NextStep {
  return {
    kind: 'finished',
    progress: { ...progress, handled: true, state, reason, release: release ?? progress.release },
  };
}

/** Decides what comes next. The lock is held, and the endpoint was looked at after it was taken. */
export function nextStep(situation: ReleaseSituation): NextStep {
  const { head, observed, progress, request } = situation;
  if (isMoving(observed)) return { kind: 'moving' };
  const leftover = leftBehind(situation);
  if (leftover !== undefined) return leftover;
  if (progress.handled) return { kind: 'finished', progress };
  const refusal = refused(situation);
  if (refusal !== undefined) return finished(progress, 'REFUSED', refusal, head.live);
  switch (request.operation) {
    case 'DEPLOY':
      return deploy(situation);
    case 'UNDO_DEPLOY':
      return undoDeploy(situation);
    case 'REMOVE':
      return remove(situation);
    case 'PROMOTE':
      return promote(situation);
    case 'ROLLBACK':
      return rollBack(situation);
    case 'SHIFT':
      return shift(situation);
    case 'PIN':
    case 'UNPIN':
      return { kind: 'pin' };
    case 'REPAIR':
      return repair(situation);
    case 'ABORT':
      return progress.stopped === undefined
        ? finished(progress, 'REFUSED', 'No change is running that could be stopped.', head.live)
        : finished(progress, 'STOPPED', undefined, head.live);
    case 'SETTLE':
      return finished(progress, 'SETTLED', undefined, head.live);
  }
}

function liveRelease({ head, history }: ReleaseSituation): Release | undefined {
  return head.live === undefined ? undefined : history.releases.get(head.live);
}

/** A change that a dead execution left: taken as it is where the endpoint serves it, else taken back. */
function leftBehind(situation: ReleaseSituation): NextStep | undefined {
  const { head, history, observed, request } = situation;
  const release = head.inFlight && history.releases.get(head.inFlight.number);
  if (release === undefined) return undefined;
  const job: ReleaseJob = { own: false, release, calledAt: head.inFlight?.calledAt };
  if (serves(observed, release) && !STOPPING.includes(request.operation)) return { kind: 'judge', job };
  const failure = 'The execution that made it ended before it was done.';
  return { kind: 'restore', job: { ...job, failure, abandonAs: 'INTERRUPTED' } };
}

function refused({ head, request, progress }: ReleaseSituation): string | undefined {
  const { operation, expectedLive } = request;
  if (
    expectedLive !== undefined &&
    expectedLive !== head.live &&
    progress.shifted === 0 &&
    progress.stopped === undefined
  ) {
    return `Release ${expectedLive} was expected to be live, but ${described(head.live)} is. Look at it, then ask again.`;
  }
  const needsLive = ['PROMOTE', 'ROLLBACK', 'SHIFT', 'REPAIR'].includes(operation);
  if (needsLive && head.live === undefined) return 'No release is live yet. Deploy the stack first.';
  const pinned = head.pin !== undefined && ['DEPLOY', 'PROMOTE', 'SHIFT'].includes(operation);
  if (!pinned) return undefined;
  const because = head.pin?.reason === undefined ? '' : ` (${head.pin.reason})`;
  return `The endpoint is pinned to ${described(head.live)}${because}: nothing but a rollback may change it. Unpin it first.`;
}

function described(number: number | undefined): string {
  return number === undefined ? 'no release' : `release ${number}`;
}

function deploy(situation: ReleaseSituation): NextStep {
  const { head, history, observed, progress, request, declared } = situation;
  if (declared === undefined) return finished(progress, 'REFUSED', 'The request says nothing of what is declared.');
  const requestId = request.answer?.requestId ?? '';
  if (head.intent?.requestId === requestId) return finished(progress, 'LIVE', undefined, head.live);
  const live = liveRelease(situation);
  const exists = observed.status !== undefined;
  if (live === undefined && exists) {
    if (declared.adoptExisting) return { kind: 'adopt' };
    const reason =
      'An endpoint of this name exists, and no ledger says what it serves. Set adoptExisting to take it over, or choose another endpointName.';
    return finished(progress, 'REFUSED', reason);
  }
  const adopted = live !== undefined && live.number === 0 && head.intent === undefined;
  const roles = adopted ? declared.models : rolesAfterDeployment(declared.models, head.intent, live);
  const models = withFallback(roles, declared.settings, live, history);
  const intent: DeployIntent = {
    requestId,
    declarationSha256: declared.declarationSha256,
    declared: manifestsOf(declared.models),
    settingsSha256: declared.settingsSha256,
  };
  return { kind: 'propose', proposal: { models, settings: declared.settings, approval: 'TEMPLATE', intent } };
}

function manifestsOf(models: RoleModels): DeployIntent['declared'] {
  const entries = Object.entries(models).filter(([role]) => role !== 'fallback');
  return Object.fromEntries(entries.map(([role, model]) => [role, model.manifestSha256]));
}

/** CloudFormation restores its template's past; what counts is what was live before that deployment, if it moved anything. */
function undoDeploy(situation: ReleaseSituation): NextStep {
  const { head, history, progress, request } = situation;
  const { intent } = head;
  const applies = intent !== undefined && intent.declarationSha256 === request.undoes;
  if (!applies) return finished(progress, 'UNCHANGED', 'That deployment had changed nothing.', head.live);
  const before = intent.before === undefined ? undefined : history.releases.get(intent.before);
  if (
    before === undefined ||
    intent.after === undefined ||
    intent.after !== head.live ||
    intent.after === before.number
  ) {
    return { kind: 'takeBack' };
  }
  return { kind: 'propose', proposal: { restores: before, approval: 'SERVED_BEFORE' } };
}

/** An endpoint that was there before the stack goes back to what it was, where the stack did not come to be. */
function remove({ head, history, progress, request }: ReleaseSituation): NextStep {
  if (head.live === undefined) return finished(progress, 'UNCHANGED', 'No release of this stack was live.');
  const adopted = history.releases.get(0);
  if (request.creating !== true || adopted === undefined) return { kind: 'remove' };
  if (head.live === 0) return finished(progress, 'UNCHANGED', undefined, 0);
  return { kind: 'propose', proposal: { restores: adopted, approval: 'ADOPTED' } };
}

function promote(situation: ReleaseSituation): NextStep {
  const { history, progress, request, settings, candidate } = situation;
  const live = liveRelease(situation);
  if (live === undefined || settings === undefined || candidate === undefined) {
    return finished(
      progress,
      'REFUSED',
      'The ledger knows no settings to release a version with. Deploy the stack first.',
    );
  }
  const role = request.role ?? 'champion';
  const roles = rolesAfterPromotion(candidate, role, live);
  if (roles.shadow !== undefined && (roles.challenger !== undefined || settings.fallback === 'warm')) {
    const reason =
      'An endpoint has one production variant and one shadow, or several production variants: a shadow excludes a challenger and a warm fallback.';
    return finished(progress, 'REFUSED', reason, live.number);
  }
  return { kind: 'propose', proposal: { models: withFallback(roles, settings, live, history), settings } };
}

function rollBack(situation: ReleaseSituation): NextStep {
  const { head, history, progress, request } = situation;
  const live = liveRelease(situation) as Release;
  const stopped = progress.stopped !== undefined && progress.stopped.live === head.live;
  if (stopped && request.to === undefined) {
    return finished(progress, 'STOPPED', 'The running change was stopped before it was live.', head.live);
  }
  const target = request.to === undefined ? rollbackTargets(live, history)[0] : history.releases.get(request.to);
  if (target === undefined) {
    const reason =
      request.to === undefined
        ? `No earlier release than ${live.number} was live.`
        : `The ledger has no release ${request.to}.`;
    return finished(progress, 'REFUSED', reason, live.number);
  }
  if (history.outcomes.get(target.number)?.state !== 'LIVE') {
    return finished(progress, 'REFUSED', `Release ${target.number} was never live.`, live.number);
  }
  if (target.number === live.number) return finished(progress, 'UNCHANGED', undefined, live.number);
  const weights = warmWeights(live, target);
  const approval = 'SERVED_BEFORE';
  return {
    kind: 'propose',
    proposal: weights === undefined ? { restores: target, approval } : { restores: target, weights, approval },
  };
}

/** Weights that let the warm variant with the target's model answer, where the live configuration has one. */
export function warmWeights(live: Release, target: Release): Readonly<Record<string, number>> | undefined {
  const model = servingModel(target);
  const production = productionVariants(live);
  const warm = production.find(
    (variant) => variant.weight === 0 && variant.model.manifestSha256 === model?.manifestSha256,
  );
  const total = Math.max(...production.map(({ weight }) => weight));
  if (warm === undefined || servingModel(live)?.manifestSha256 === model?.manifestSha256) return undefined;
  return Object.fromEntries(
    production.map(({ variantName }) => [variantName, variantName === warm.variantName ? total : 0]),
  );
}

function shift(situation: ReleaseSituation): NextStep {
  const { progress, request } = situation;
  const live = liveRelease(situation) as Release;
  const step = request.steps?.[progress.shifted];
  if (step === undefined)
    return finished(progress, progress.shifted === 0 ? 'UNCHANGED' : 'LIVE', undefined, live.number);
  const names = productionVariants(live).map(({ variantName }) => variantName);
  const unknown = Object.keys(step.weights).filter((name) => !names.includes(name));
  const weights = Object.fromEntries(names.map((name) => [name, step.weights[name] ?? 0]));
  if (unknown.length > 0 || names.length < 2 || !Object.values(weights).some((weight) => weight > 0)) {
    const reason = `Weights can be shifted between ${names.join(', ')}; asked for was ${JSON.stringify(step.weights)}.`;
    return finished(progress, 'REFUSED', reason, live.number);
  }
  return { kind: 'propose', proposal: { weights, approval: 'SERVED_BEFORE' } };
}

function repair(situation: ReleaseSituation): NextStep {
  const { observed, progress } = situation;
  const live = liveRelease(situation) as Release;
  if (serves(observed, live)) return finished(progress, 'UNCHANGED', undefined, live.number);
  return { kind: 'propose', proposal: { restores: live, approval: 'SERVED_BEFORE' } };
}
