import type { LedgerHead, ReleaseStepInput } from '../../../lib/contract';
import type { LedgerWrite, ReleaseLedger } from '../../aws/release-ledger';

/** The lock of this execution was taken by another: whatever it was about to write would be a second writer's. */
export class LockLost extends Error {
  constructor(executionArn: string) {
    super(
      `The lock is no longer held by ${executionArn}. Another execution found this one dead; it settles what is left.`,
    );
    this.name = 'LockLost';
  }
}

/** @throws LockLost where another execution holds the lock, or none does */
export async function lockedHead(
  ledger: ReleaseLedger,
  { execution }: Pick<ReleaseStepInput, 'execution'>,
): Promise<LedgerHead> {
  const head = await ledger.head();
  if (head?.lock?.executionArn !== execution.arn) throw new LockLost(execution.arn);
  return head;
}

/** @throws Error where somebody wrote meanwhile; the step is then repeated, from what is there now */
export async function writeOrRepeat(ledger: ReleaseLedger, write: LedgerWrite): Promise<void> {
  if (!(await ledger.write(write))) throw new Error('The head of the ledger was written meanwhile.');
}
