import type { ReleaseStepInput, ReleaseStepOutput } from '../../../lib/contract';
import { intentTakenBack, live } from '../../decide/release';
import { lockedHead, writeOrRepeat } from './fence';
import { jobOf } from './judge-step';
import { eventOf, outcomeOf, progressAfter } from './outcome';
import type { LedgerParts } from './parts';
import { versionsText } from './propose';

/** Makes a release live in the ledger, as it is on the endpoint. */
export async function record(input: ReleaseStepInput, { ledger, now, log }: LedgerParts): Promise<ReleaseStepOutput> {
  const job = jobOf(input);
  const { release } = job;
  const head = await lockedHead(ledger, input);
  const progress = progressAfter(input, job, 'LIVE');
  // The step is repeated where its answer was lost.
  if (head.inFlight?.number !== release.number) {
    return { outcome: 'recorded', progress, event: eventOf(input, head, release, 'LIVE') };
  }
  const at = now().toISOString();
  const executionArn = input.execution.arn;
  const { operation } = input.request;
  const made = live(head);
  // Two changes of the head in one write: the revision counts writes.
  const undoes = release.cause.operation === 'UNDO_DEPLOY';
  const undone = undoes ? { ...intentTakenBack(made), revision: made.revision } : made;
  await writeOrRepeat(ledger, {
    head: undone,
    outcome: outcomeOf(job, 'LIVE', at, executionArn),
    events: [
      { at, executionArn, operation, event: 'LIVE', release: release.number, detail: versionsText(release.variants) },
    ],
  });
  log('Release live', { release: release.number, variants: versionsText(release.variants) });
  return { outcome: 'recorded', progress, event: eventOf(input, undone, release, 'LIVE') };
}
