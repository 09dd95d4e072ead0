import type { ReleaseStepInput, ReleaseStepOutput } from '../../../lib/contract';
import { unlocked } from '../../decide/release';
import { writeOrRepeat } from './fence';
import type { LedgerParts } from './parts';

/** Gives the lock back. One that somebody else holds by now is theirs. */
export async function unlock(input: ReleaseStepInput, { ledger, now, log }: LedgerParts): Promise<ReleaseStepOutput> {
  const { execution, request, progress } = input;
  const head = await ledger.head();
  if (head?.lock?.executionArn === execution.arn) {
    const at = now().toISOString();
    const { operation } = request;
    const detail = progress.reason ?? progress.state;
    await writeOrRepeat(ledger, {
      head: unlocked(head),
      events: [{ at, executionArn: execution.arn, operation, event: 'UNLOCKED', release: progress.release, detail }],
    });
    log('Lock given back', { release: progress.release, state: progress.state });
  }
  const { orphan } = progress;
  // A deployment took effect exactly where its intent did.
  const done = orphan !== undefined && head?.intent?.requestId === orphan.answer.requestId;
  return { outcome: 'unlocked', progress: orphan && { ...progress, orphan: { ...orphan, done } } };
}
