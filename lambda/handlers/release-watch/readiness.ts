import { ReleaseMetric } from '../../../lib/contract';
import type { ReleaseAlarms } from '../../aws/release-alarms';
import type { ReleaseLedger } from '../../aws/release-ledger';
import { liveRelease, rollbackTargets } from '../../decide/release';
import { unavailable } from '../release-hosting/availability';
import { historyOf } from '../release-ledger/look';

export type ReadinessParts = Parameters<typeof unavailable>[1] & {
  readonly endpointName: string;
  readonly ledger: ReleaseLedger;
  readonly alarms: Pick<ReleaseAlarms, 'metric'>;
  readonly log: (message: string, details: object) => void;
};

/** Proves that the release before could come back now: configuration, models, artifacts and images are still there. */
export async function checkReadiness(parts: ReadinessParts): Promise<string> {
  const { endpointName, ledger, alarms, log } = parts;
  const head = await ledger.head();
  const history = await historyOf(ledger);
  const live = liveRelease(head, history);
  const target = live === undefined ? undefined : rollbackTargets(live, history)[0];
  const missing = target === undefined ? undefined : await unavailable(target, parts);
  await alarms.metric(ReleaseMetric.ROLLBACK_UNREADY, endpointName, missing === undefined ? 0 : 1);
  if (target === undefined) log('There is no earlier release that could come back', { live: head?.live });
  else log(missing === undefined ? 'Rollback ready' : 'Rollback not ready', { release: target.number, missing });
  return missing ?? 'ready';
}
