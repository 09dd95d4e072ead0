import type { Release, ReleaseState, ReleaseStepInput, ReleaseStepOutput } from '../../../lib/contract';
import { abandoned, declaredOnceLive, type ReleaseHistory, serves } from '../../decide/release';
import { writeOrRepeat } from '../release-ledger/fence';
import { jobOf } from '../release-ledger/judge-step';
import { lookUnderLock } from '../release-ledger/look';
import { eventOf, outcomeOf, progressAfter } from '../release-ledger/outcome';
import { settleAround } from './around';
import type { HostingParts } from './parts';
import { removeResources } from './resources';

/** Ends a release that does not serve: what was made for it goes, what became of it is written. */
export async function abandon(input: ReleaseStepInput, parts: HostingParts): Promise<ReleaseStepOutput> {
  const { ledger, hosting, settings, now, log } = parts;
  const job = jobOf(input);
  const { release } = job;
  const { head, observed, history, live } = await lookUnderLock(input, parts);
  const home =
    live === undefined ? observed.status === undefined || observed.status === 'Failed' : serves(observed, live);
  const state: ReleaseState = home ? (job.abandonAs ?? 'ROLLED_BACK') : 'STRANDED';
  const reason = home
    ? job.failure
    : `${job.failure ?? ''} The endpoint could not be brought back: it is ${observed.status} with ${observed.endpointConfigName}.`;
  const progress = progressAfter(input, job, state, reason);
  if (head.inFlight?.number !== release.number) {
    return { outcome: 'recorded', progress, event: eventOf(input, head, release, state, reason) };
  }
  if (home) {
    if (live === undefined && observed.status === 'Failed') await hosting.deleteEndpoint(settings.endpointName);
    await removeResources([release], keptBy(history, release), parts);
    if (live !== undefined) {
      const left = { release, from: declaredOnceLive(release, head), to: head.settingsSha256 };
      await settleAround(live, left, parts);
    }
  }
  const at = now().toISOString();
  const executionArn = input.execution.arn;
  const { operation } = input.request;
  const after = abandoned(head);
  await writeOrRepeat(ledger, {
    head: after,
    outcome: outcomeOf(job, state, at, executionArn, reason),
    events: [{ at, executionArn, operation, event: 'FAILED', release: release.number, detail: `${state}: ${reason}` }],
  });
  log('Release abandoned', { release: release.number, state, reason });
  return { outcome: 'recorded', progress, event: eventOf(input, after, release, state, reason) };
}

/** Releases whose resources must stay: all that were live. */
function keptBy(history: ReleaseHistory, release: Release): readonly Release[] {
  return [...history.releases.values()].filter(
    ({ number }) => number !== release.number && history.outcomes.get(number)?.state === 'LIVE',
  );
}
