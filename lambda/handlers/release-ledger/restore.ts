import type { ReleaseStepInput, ReleaseStepOutput } from '../../../lib/contract';
import { restoreCall, serves } from '../../decide/release';
import { jobOf, weightsCall } from './judge-step';
import { lookUnderLock, settingsOf } from './look';
import type { LedgerParts } from './parts';

/** Says by which call the endpoint comes back to what the ledger says is live. */
export async function restore(input: ReleaseStepInput, parts: LedgerParts): Promise<ReleaseStepOutput> {
  const { settings, log } = parts;
  const { endpointName } = settings;
  const job = { abandonAs: 'ROLLED_BACK' as const, ...jobOf(input) };
  const { head, observed, live } = await lookUnderLock(input, parts);
  // Without a release to come back to there is nothing to call; without an endpoint, nothing to call it on.
  if (live === undefined || observed.status === undefined || serves(observed, live)) return { outcome: 'none', job };
  log('Endpoint is called back', { from: job.release.number, release: live.number });
  if (observed.endpointConfigName === live.endpointConfigName && observed.status === 'InService') {
    return { outcome: 'shift', job: { ...job, restore: weightsCall(endpointName, live) } };
  }
  const [own, declared] = await Promise.all([settingsOf(live, parts.ledger), settingsOf(head, parts.ledger)]);
  return { outcome: 'update', job: { ...job, restore: restoreCall(live, own, declared) } };
}
