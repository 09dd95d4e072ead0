import {
  type LedgerEvent,
  type LedgerHead,
  type ReleaseLock,
  ReleaseMetric,
  type ReleaseProgress,
  type ReleaseStepInput,
  type ReleaseStepOutput,
} from '../../../lib/contract';
import { abortRequested, emptyHead, locked } from '../../decide/release';
import type { LedgerParts } from './parts';
import { requestProblems } from './request';

/** Seconds that an execution waits for a change that runs, where its request says nothing else. */
const PATIENCE = { PROMOTE: 0, SETTLE: 0 } as const;
const DEFAULT_PATIENCE = 900;

const STOPS_WHAT_RUNS: readonly ReleaseStepInput['request']['operation'][] = ['ROLLBACK', 'ABORT'];

/**
 * Takes the lock of the endpoint. A lock belongs to an execution; that execution no longer running is the proof that it
 * is dead. A rollback does not wait for a deployment to finish: it asks for it to be stopped.
 */
export async function acquire(input: ReleaseStepInput, parts: LedgerParts): Promise<ReleaseStepOutput> {
  const { progress, request } = input;
  const problems = requestProblems(request);
  if (problems !== undefined) return refused(progress, problems);
  const head = (await parts.ledger.head()) ?? emptyHead(parts.settings.endpointName);
  const { lock } = head;
  if (lock === undefined) return take(head, 'LOCKED', input, parts);
  if (lock.executionArn === input.execution.arn) return { outcome: 'acquired' };
  if (!(await parts.executions.isRunning(lock.executionArn))) {
    const orphan = lock.answer && { answer: lock.answer, executionArn: lock.executionArn };
    return take(head, 'LOCK_BROKEN', input, parts, orphan && { ...progress, orphan });
  }
  if (STOPS_WHAT_RUNS.includes(request.operation)) return stop(head, lock, input, parts);
  return wait(lock, input, parts);
}

function refused(progress: ReleaseProgress, reason: string): ReleaseStepOutput {
  return { outcome: 'refused', progress: { ...progress, handled: true, state: 'REFUSED', reason } };
}

async function take(
  head: LedgerHead,
  event: LedgerEvent['event'],
  { execution, request }: ReleaseStepInput,
  { ledger, now, log }: LedgerParts,
  progress?: ReleaseProgress,
): Promise<ReleaseStepOutput> {
  const at = now().toISOString();
  const { operation, answer } = request;
  const lock: ReleaseLock = { executionArn: execution.arn, operation, since: at, answer };
  const detail =
    event === 'LOCK_BROKEN' ? `It was held by ${head.lock?.executionArn}, which no longer runs.` : undefined;
  const events = [{ at, executionArn: execution.arn, operation, event, detail }];
  // Somebody else was quicker: look again.
  if (!(await ledger.write({ head: locked(head, lock), events }))) return { outcome: 'held' };
  log('Lock taken', { operation, event });
  return { outcome: 'acquired', progress };
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

function wait(
  lock: ReleaseLock,
  { execution, progress, request }: ReleaseStepInput,
  parts: LedgerParts,
): ReleaseStepOutput {
  const { operation } = request;
  const patience =
    request.lockWaitSeconds ??
    (operation in PATIENCE ? PATIENCE[operation as keyof typeof PATIENCE] : DEFAULT_PATIENCE);
  const waited = (parts.now().getTime() - Date.parse(execution.startedAt)) / 1000;
  if (waited < patience) return { outcome: 'held' };
  const reason = `Another change is running since ${lock.since}: ${lock.operation}, ${lock.executionArn}. Wait for it, or stop it.`;
  return refused(progress, reason);
}
