import type { LedgerHead, Release, ReleaseLock, ReleaseOperation } from '../../../lib/contract';

/** Changes that bring something new: those that a rollback stops. */
const NEW: readonly ReleaseOperation[] = ['DEPLOY', 'PROMOTE', 'SHIFT'];
/** Changes that leave what serves. A rollback does not stop one: the version that both are to leave would stay. */
const BACK: readonly ReleaseOperation[] = ['ROLLBACK', 'UNDO_DEPLOY'];

export const bringsNew = (operation: ReleaseOperation) => NEW.includes(operation);
export const leadsBack = (operation: ReleaseOperation) => BACK.includes(operation);

/** What the holder of the lock is at: its own request, or what a dead execution has left to it. */
export interface RunningChange {
  readonly operation: ReleaseOperation;
  /** It is live already, and its execution only ends. */
  readonly live: boolean;
}

export function runningChange(
  head: LedgerHead,
  lock: ReleaseLock,
  releases: ReadonlyMap<number, Release>,
): RunningChange {
  const causeOf = (number: number | undefined) => (number === undefined ? undefined : releases.get(number)?.cause);
  const operation = causeOf(head.inFlight?.number)?.operation ?? lock.operation;
  const made = causeOf(head.live)?.executionArn === lock.executionArn;
  // A shift has a release for each of its steps.
  return { operation, live: made && head.inFlight === undefined && operation !== 'SHIFT' };
}

/** Whether a request stops what runs, rather than to wait for it. What is live already cannot be stopped, only left. */
export function stopsWhatRuns(request: ReleaseOperation, running: RunningChange): boolean {
  if (running.live) return false;
  return request === 'ABORT' || (request === 'ROLLBACK' && bringsNew(running.operation));
}
