import {
  RELEASE_DIFFERENCE_EVENT,
  RELEASE_SCHEMA_VERSION,
  type ReleaseDifferenceDetail,
  ReleaseMetric,
  type ReleaseRequest,
} from '../../../lib/contract';
import type { EndpointHistory } from '../../aws/endpoint-history';
import type { Executions } from '../../aws/executions';
import type { Hosting } from '../../aws/hosting';
import type { ReleaseAlarms } from '../../aws/release-alarms';
import type { ReleaseLedger } from '../../aws/release-ledger';
import { findDifference, type ReleaseHistory } from '../../decide/release';
import { historyOf } from '../release-ledger/look';

export interface ReconcileParts {
  readonly endpointName: string;
  /** Whether the machine is asked to bring the endpoint back, or people are only told. */
  readonly repair: boolean;
  readonly ledger: ReleaseLedger;
  readonly hosting: Pick<Hosting, 'endpoint'>;
  readonly executions: Executions;
  readonly history: EndpointHistory;
  readonly alarms: Pick<ReleaseAlarms, 'metric'>;
  readonly send: (detailType: string, detail: object) => Promise<void>;
  readonly start: (name: string, request: ReleaseRequest) => Promise<void>;
  readonly now: () => Date;
  readonly log: (message: string, details: object) => void;
}

/** How far back the change that made a difference is looked for. */
const LOOK_BACK_MILLIS = 3 * 3_600_000;
/** One execution of a kind in this time, however often somebody looks. */
const ONCE_IN_MILLIS = 60_000;

/** Compares the endpoint with the ledger: a difference that no change of the machine explains is an alarm. */
export async function reconcile(parts: ReconcileParts): Promise<string> {
  const { endpointName, ledger, hosting, executions, alarms, log, now } = parts;
  const [head, observed, history] = await Promise.all([
    ledger.head(),
    hosting.endpoint(endpointName),
    historyOf(ledger),
  ]);
  const runs = head?.lock !== undefined && (await executions.isRunning(head.lock.executionArn));
  const finding = findDifference(head, history, observed, runs);
  const slot = Math.floor(now().getTime() / ONCE_IN_MILLIS);
  switch (finding.kind) {
    case 'busy':
      return finding.kind;
    case 'none':
      await alarms.metric(ReleaseMetric.DIFFERENCE, endpointName, 0);
      return finding.kind;
    case 'unsettled':
      log('A dead execution is to be settled', { lock: head?.lock?.executionArn, release: head?.inFlight?.number });
      await parts.start(`settle-${slot}`, head?.lock?.afterDeath ?? request('SETTLE', 'A release is half made.'));
      return finding.kind;
    case 'different':
      await tell(finding, head?.live, liveSince(head?.live, history), parts);
      if (parts.repair) await parts.start(`repair-${slot}`, request('REPAIR', finding.found.slice(0, 1024)));
      return finding.kind;
  }
}

function request(operation: 'SETTLE' | 'REPAIR', reason: string): ReleaseRequest {
  return { schemaVersion: RELEASE_SCHEMA_VERSION, operation, requestedBy: 'reconciler', reason };
}

/** The call by which the machine itself brought the live release in is none of those that are looked for. */
function liveSince(live: number | undefined, { outcomes }: ReleaseHistory): number {
  return Date.parse((live === undefined ? undefined : outcomes.get(live)?.at) ?? '1970-01-01');
}

async function tell(
  finding: { readonly expected: string; readonly found: string },
  live: number | undefined,
  liveSinceMillis: number,
  { endpointName, repair, alarms, history, send, now, log }: ReconcileParts,
): Promise<void> {
  // The alarm first: that nobody knows who it was must not keep it from going off.
  await alarms.metric(ReleaseMetric.DIFFERENCE, endpointName, 1);
  const since = new Date(Math.max(now().getTime() - LOOK_BACK_MILLIS, liveSinceMillis));
  const change = await history.lastChange(endpointName, since).catch((error: unknown) => {
    log('The event history could not be read', { error: String(error) });
    return undefined;
  });
  const detail: ReleaseDifferenceDetail = {
    schemaVersion: RELEASE_SCHEMA_VERSION,
    endpointName,
    live,
    expected: finding.expected,
    found: finding.found,
    ...change,
    repair,
  };
  log('The endpoint is not what the ledger says', { ...detail });
  await send(RELEASE_DIFFERENCE_EVENT, detail);
}
