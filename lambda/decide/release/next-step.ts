import type { DeployIntent, Release, ReleaseJob, ReleaseProgress, ReleaseRequest } from '../../../lib/contract';
import { composeRelease, type RoleModels } from './compose-release';
import { intentTakenBack } from './head';
import { described, refused } from './refusal';
import type { DeclaredState, NextStep, ReleaseSituation } from './release-situation';
import { rolesAfterDeployment, rolesAfterPromotion, withFallback } from './role-models';
import { liveRelease, rollbackTargets } from './rollback-target';
import { isMoving, productionVariants, serves, servingModel } from './serving';
import { sha256Of } from './sha256-of';

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
      return abort(situation);
    case 'SETTLE':
      return finished(progress, 'SETTLED', undefined, head.live);
  }
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

function deploy(situation: ReleaseSituation): NextStep {
  const { head, history, observed, progress, request, declared } = situation;
  if (declared === undefined) return finished(progress, 'REFUSED', 'The request says nothing of what is declared.');
  const requestId = request.answer?.requestId ?? '';
  if (head.intent?.requestId === requestId) return finished(progress, 'LIVE', undefined, head.live);
  const live = liveRelease(head, history);
  const exists = observed.status !== undefined;
  if (live === undefined && exists) {
    if (declared.adoptExisting) return { kind: 'adopt' };
    const reason =
      'An endpoint of this name exists, and no ledger says what it serves. Set adoptExisting to take it over, or choose another endpointName.';
    return finished(progress, 'REFUSED', reason);
  }
  const intent = intentOf(declared, requestId);
  const proposal = { settings: declared.settings, approval: 'TEMPLATE', intent } as const;
  if (leavesConfiguration(situation, declared)) return { kind: 'propose', proposal: { ...proposal, weights: {} } };
  const adopted = live !== undefined && live.number === 0 && head.intent === undefined;
  const roles = adopted ? declared.models : rolesAfterDeployment(declared.models, head.intent, live);
  const models = withFallback(roles, declared.settings, live, history);
  return { kind: 'propose', proposal: { ...proposal, models } };
}

function intentOf({ declarationSha256, models, settingsSha256 }: DeclaredState, requestId: string): DeployIntent {
  return { requestId, declarationSha256, declared: manifestsOf(models), settingsSha256 };
}

/**
 * Whether a deployment is about nothing that is in a configuration. Then it leaves what serves as it is, also the weights
 * that a shift has come to, and the warm fallback that has taken over.
 */
function leavesConfiguration({ head, history, liveSettings }: ReleaseSituation, declared: DeclaredState): boolean {
  const live = liveRelease(head, history);
  const { intent } = head;
  if (live === undefined || intent === undefined || liveSettings === undefined) return false;
  const { settings, models } = declared;
  const sameVersions = sha256Of(intent.declared) === sha256Of(manifestsOf(models));
  if (!sameVersions || settings.fallback !== liveSettings.fallback) return false;
  const roles = Object.fromEntries(live.variants.map(({ role, model }) => [role, model]));
  const [before, after] = [liveSettings, settings].map((each) => composeRelease(head.endpointName, roles, each).hash);
  return before === after;
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
    const live = liveRelease(head, history);
    // Something else serves by now, and stays; scaling and tags go back.
    const around = intentTakenBack(head).settingsSha256 !== head.settingsSha256;
    if (live === undefined || !around) return { kind: 'takeBack' };
    return { kind: 'propose', proposal: { restores: live, approval: 'SERVED_BEFORE' } };
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
  const { head, history, progress, request, settings, candidate } = situation;
  const live = liveRelease(head, history);
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

/** Whether the change that was to be stopped was, before it made anything live. */
function wasStopped({ head, progress }: ReleaseSituation): boolean {
  return progress.stopped !== undefined && progress.stopped.live === head.live;
}

function abort(situation: ReleaseSituation): NextStep {
  const { head, progress } = situation;
  if (progress.stopped === undefined) {
    return finished(progress, 'REFUSED', 'No change is running that could be stopped.', head.live);
  }
  if (wasStopped(situation)) return finished(progress, 'STOPPED', undefined, head.live);
  const reason = `It could not be stopped any more: ${described(head.live)} is live. Roll back to leave it.`;
  return finished(progress, 'REFUSED', reason, head.live);
}

function rollBack(situation: ReleaseSituation): NextStep {
  const { head, history, progress, request } = situation;
  const live = liveRelease(head, history) as Release;
  // A shift that was stopped after its first step is left altogether.
  const stopped = wasStopped(situation) && live.cause.executionArn !== progress.stopped?.executionArn;
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

function shift({ head, history, progress, request }: ReleaseSituation): NextStep {
  const live = liveRelease(head, history) as Release;
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

function repair({ head, history, observed, progress }: ReleaseSituation): NextStep {
  const live = liveRelease(head, history) as Release;
  if (serves(observed, live)) return finished(progress, 'UNCHANGED', undefined, live.number);
  return { kind: 'propose', proposal: { restores: live, approval: 'SERVED_BEFORE' } };
}
