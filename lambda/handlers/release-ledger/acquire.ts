import {
  type LedgerEvent,
  type LedgerHead,
  type ReleaseLock,
  ReleaseMetric,
  ReleaseName,
  type ReleaseProgress,
  type ReleaseRequest,
  type ReleaseStepInput,
  type ReleaseStepOutput,
} from '../../../lib/contract';
import {
  abortRequested,
  afterDeath,
  bringsNew,
  emptyHead,
  leadsBack,
  locked,
  type RunningChange,
  runningChange,
  stopsWhatRuns,
} from '../../decide/release';
import { historyOf } from './look';
import type { LedgerParts } from './parts';
import { requestProblems } from './request';

/** Seconds that an execution waits for a change that runs, where its request says nothing else. */
const DEFAULT_PATIENCE = 900;
const PATIENCE_FOR_AN_ANSWER = 3600;
/** Longer than the abort alarm looks back. */
const LONGEST_STOPPING = 120;

function patienceOf({ operation, lockWaitSeconds, orphan }: ReleaseRequest): number {
  if (lockWaitSeconds !== undefined) return lockWaitSeconds;
  // Whoever runs settles what there is. What is left to an execution with an orphan is the answer.
  if (operation === 'SETTLE') return orphan === undefined ? 0 : PATIENCE_FOR_AN_ANSWER;
  return operation === 'PROMOTE' ? 0 : DEFAULT_PATIENCE;
}

/**
 * Takes the lock of the endpoint. A lock belongs to an execution; that execution no longer running is the proof that it
 * is dead. A rollback does not wait for a deployment to finish: it asks for it to be stopped. One that is live already
 * cannot be stopped, and is what the rollback leaves.
 */
export async function acquire(input: ReleaseStepInput, parts: LedgerParts): Promise<ReleaseStepOutput> {
  const { progress, request } = input;
  const problems = requestProblems(request);
  if (problems !== undefined) return refused(progress, problems);
  const head = (await parts.ledger.head()) ?? emptyHead(parts.settings.endpointName);
  const { lock } = head;
  if (lock?.executionArn === input.execution.arn) return { outcome: 'acquired' };
  if (await stillStopping(input, parts)) return { outcome: 'held' };
  if (lock === undefined) return take(head, 'LOCKED', input, parts);
  if (!(await parts.executions.isRunning(lock.executionArn))) {
    return take(head, 'LOCK_BROKEN', input, parts);
  }
  const running = runningChange(head, lock, (await historyOf(parts.ledger)).releases);
  if (stopsWhatRuns(request.operation, running)) return stop(head, lock, input, parts);
  return wait(head, lock, running, input, parts);
}

/**
 * The alarm that has stopped the change before stays on for a minute, and is in the list of this one too: SageMaker would
 * take it back at once.
 */
async function stillStopping({ request, execution }: ReleaseStepInput, parts: LedgerParts): Promise<boolean> {
  const { alarms, settings, now } = parts;
  if (!bringsNew(request.operation)) return false;
  const waited = (now().getTime() - Date.parse(execution.startedAt)) / 1000;
  if (waited > LONGEST_STOPPING) return false;
  return (await alarms.firing([ReleaseName.abortAlarm(settings.endpointName)])).length > 0;
}

function refused(progress: ReleaseProgress, reason: string): ReleaseStepOutput {
  return { outcome: 'refused', progress: { ...progress, handled: true, state: 'REFUSED', reason } };
}

async function take(
  head: LedgerHead,
  event: LedgerEvent['event'],
  { execution, request, progress }: ReleaseStepInput,
  { ledger, now, log }: LedgerParts,
): Promise<ReleaseStepOutput> {
  const at = now().toISOString();
  const { operation } = request;
  const { arn } = execution;
  const lock: ReleaseLock = { executionArn: arn, operation, since: at, afterDeath: afterDeath(request, arn) };
  const detail =
    event === 'LOCK_BROKEN' ? `It was held by ${head.lock?.executionArn}, which no longer runs.` : undefined;
  const events = [{ at, executionArn: execution.arn, operation, event, detail }];
  // Somebody else was quicker: look again.
  if (!(await ledger.write({ head: locked(head, lock), events }))) return { outcome: 'held' };
  log('Lock taken', { operation, event });
  return { outcome: 'acquired', progress: { ...progress, orphan: request.orphan } };
}

async function stop(
  head: LedgerHead,
  lock: ReleaseLock,
  input: ReleaseStepInput,
  parts: LedgerParts,
): Promise<ReleaseStepOutput> {
  const { execution, request } = input;
  const { ledger, alarms, settings, now, log } = parts;
  // Again at every look: the alarm watches a minute, and the endpoint may only now have begun to move.
  await alarms.metric(ReleaseMetric.ABORT, settings.endpointName, 1);
  if (lock.abortedBy === undefined) {
    const at = now().toISOString();
    const by = request.requestedBy ?? execution.arn;
    const { operation } = request;
    const release = head.inFlight?.number;
    const events = [
      { at, executionArn: execution.arn, operation, event: 'ABORT_REQUESTED' as const, release, detail: by },
    ];
    if (!(await ledger.write({ head: abortRequested(head, by), events }))) return { outcome: 'held' };
    log('Running change asked to stop', { release, running: lock.executionArn });
  }
  const stopped = input.progress.stopped ?? { live: head.live, executionArn: lock.executionArn };
  return { outcome: 'held', progress: { ...input.progress, stopped } };
}

async function wait(
  head: LedgerHead,
  lock: ReleaseLock,
  { operation }: RunningChange,
  { execution, progress, request }: ReleaseStepInput,
  { ledger, now, log }: LedgerParts,
): Promise<ReleaseStepOutput> {
  const patience = patienceOf(request);
  const waited = (now().getTime() - Date.parse(execution.startedAt)) / 1000;
  if (waited < patience) {
    // Two who ask at once both mean what serves now: the second one must not leave what the first brings back.
    const leaves = request.operation === 'ROLLBACK' && leadsBack(operation) ? head.live : undefined;
    return { outcome: 'held', progress: { leaves, ...progress } };
  }
  const reason = `Another change is running since ${lock.since}: ${lock.operation}, ${lock.executionArn}. Wait for it, or stop it.`;
  await ledger.note({
    at: now().toISOString(),
    executionArn: execution.arn,
    operation: request.operation,
    event: 'REFUSED',
    detail: reason,
  });
  log('Refused', { operation: request.operation, reason });
  return refused(progress, reason);
}
