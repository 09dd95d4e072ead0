import type { ReleaseStepInput, ReleaseStepOutput } from '../../../lib/contract';
import { serves } from '../../decide/release';
import { historyOf, lockedHead } from './fence';
import { jobOf, weightsCall } from './judge-step';
import type { LedgerParts } from './parts';

/** Says by which call the endpoint comes back to what the ledger says is live. */
export async function restore(input: ReleaseStepInput, parts: LedgerParts): Promise<ReleaseStepOutput> {
  const { ledger, hosting, settings, log } = parts;
  const { endpointName } = settings;
  const job = { abandonAs: 'ROLLED_BACK' as const, ...jobOf(input) };
  const [head, observed, history] = await Promise.all([
    lockedHead(ledger, input),
    hosting.endpoint(endpointName),
    historyOf(ledger),
  ]);
  const live = head.live === undefined ? undefined : history.releases.get(head.live);
  // Without a release to come back to there is nothing to call; without an endpoint, nothing to call it on.
  if (live === undefined || observed.status === undefined || serves(observed, live)) return { outcome: 'none', job };
  log('Endpoint is called back', { from: job.release.number, release: live.number });
  if (observed.endpointConfigName === live.endpointConfigName && observed.status === 'InService') {
    return { outcome: 'shift', job: { ...job, restore: weightsCall(endpointName, live) } };
  }
  // No guardrails: what comes back has proven itself, and must not be held up by alarms of the fleet that it replaces.
  const parameters = { EndpointName: endpointName, EndpointConfigName: live.endpointConfigName };
  return { outcome: 'update', job: { ...job, restore: { kind: 'update', parameters } } };
}
