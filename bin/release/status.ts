import {
  findDifference,
  productionVariants,
  type ReleaseHistory,
  rollbackAlarmNames,
  rollbackTargets,
} from '../../lambda/decide/release';
import type {
  LedgerHead,
  ObservedEndpoint,
  Release,
  ReleaseDeployment,
  ReleaseLock,
  ReleaseOutcome,
  ReleaseSettings,
} from '../../lib/contract';
import type { EnteredState, ExecutionState, ReleasedEndpointAccess } from './account';
import { viewOf } from './change-report';
import { isForbidden, OperatorError } from './operator-error';
import { type RollbackCost, rollbackCost } from './rollback-cost';

/** Something that could be looked up, or why it could not. */
export type Known<T> = { readonly value: T } | { readonly unknown: string };

/** A release that a rollback could bring back. */
export interface RollbackOption {
  readonly release: Release;
  readonly cost: RollbackCost;
  /** What it needs and is not there; undefined where all is. */
  readonly missing: Known<string | undefined>;
}

/** A change that holds the lock. */
export interface RunningChange {
  readonly lock: ReleaseLock;
  readonly execution: Known<ExecutionState | undefined>;
  readonly step?: EnteredState;
}

/** All that is known about a released endpoint at one moment. */
export interface EndpointSituation {
  readonly deployment: ReleaseDeployment;
  readonly now: Date;
  readonly head?: LedgerHead;
  readonly history: ReleaseHistory;
  readonly live?: Release;
  readonly liveOutcome?: ReleaseOutcome;
  readonly observed: Known<ObservedEndpoint>;
  readonly running?: RunningChange;
  readonly firing: Known<readonly string[]>;
  readonly settings?: ReleaseSettings;
  /** The release that a rollback brings back, then the next ones where that one could not come back. */
  readonly rollback: readonly RollbackOption[];
  readonly difference: ReturnType<typeof findDifference>;
}

/** How many releases back something that can come back is looked for. */
const LOOK_BACK = 5;

async function known<T>(what: string, looking: Promise<T>): Promise<Known<T>> {
  try {
    return { value: await looking };
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    return { unknown: isForbidden(error) ? `you may not see ${what}` : `${what} could not be looked up: ${why}` };
  }
}

export function ifKnown<T>(known: Known<T> | undefined): T | undefined {
  return known !== undefined && 'value' in known ? known.value : undefined;
}

/** Looks at ledger, endpoint, alarms and machine, all at once where one does not need the other. */
export async function lookAt(
  deployment: ReleaseDeployment,
  access: ReleasedEndpointAccess,
  now: Date,
): Promise<EndpointSituation> {
  const own = [deployment.differenceAlarmName, deployment.abortAlarmName, deployment.rollbackUnreadyAlarmName];
  const [{ head, history, live }, observed, ownFiring] = await Promise.all([
    viewOf(access),
    known('the endpoint', access.observed()),
    known('the alarms', access.firing(own)),
  ]);
  const [running, { settings, firing }, rollback] = await Promise.all([
    head?.lock && runningChange(head.lock, access),
    settingsAndAlarms(live, head, access),
    rollbackOptions(live, history, access),
  ]);
  const status = ifKnown(running?.execution)?.status;
  // Of an execution that nobody may look at it is not said that it is dead.
  const runs = running !== undefined && ('unknown' in running.execution || status === 'RUNNING');
  const difference =
    'value' in observed ? findDifference(head, history, observed.value, runs) : ({ kind: 'busy' } as const);
  return {
    ...{ deployment, now, head, history, live, observed, running, settings, rollback, difference },
    liveOutcome: live && history.outcomes.get(live.number),
    firing: joined(ownFiring, firing),
  };
}

function joined(one: Known<readonly string[]>, other: Known<readonly string[]>): Known<readonly string[]> {
  if ('unknown' in one) return one;
  return 'unknown' in other ? other : { value: [...one.value, ...other.value] };
}

async function runningChange(lock: ReleaseLock, { executions }: ReleasedEndpointAccess): Promise<RunningChange> {
  const [execution, states] = await Promise.all([
    known('the execution that holds the lock', executions.describe(lock.executionArn)),
    executions.entered(lock.executionArn, 0).catch(() => []),
  ]);
  return { lock, execution, step: states.at(-1) };
}

async function settingsAndAlarms(
  live: Release | undefined,
  head: LedgerHead | undefined,
  access: ReleasedEndpointAccess,
): Promise<Pick<EndpointSituation, 'settings' | 'firing'>> {
  const sha256 = live?.settingsSha256 ?? head?.settingsSha256;
  const settings = sha256 === undefined ? undefined : await access.ledger.settings(sha256);
  if (live === undefined || settings === undefined) return { settings, firing: { value: [] } };
  const names = rollbackAlarmNames(live.endpointConfigName, productionVariants(live), settings.rollback);
  return { settings, firing: await known('the alarms', access.firing([...names, ...settings.deployment.alarmNames])) };
}

async function rollbackOptions(
  live: Release | undefined,
  history: ReleaseHistory,
  access: ReleasedEndpointAccess,
): Promise<readonly RollbackOption[]> {
  const options: RollbackOption[] = [];
  for (const release of live === undefined ? [] : rollbackTargets(live, history).slice(0, LOOK_BACK)) {
    const missing = await known('what a rollback needs', access.missing(release));
    options.push({ release, cost: rollbackCost(live as Release, release, history), missing });
    if ('unknown' in missing || missing.value === undefined) break;
  }
  return options;
}
