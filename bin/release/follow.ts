import { RELEASE_ERRORS, type ReleaseOutcome, type ReleaseProgress } from '../../lib/contract';
import { phaseOf } from '../terminal/phase-names';
import type { PhaseLines } from '../terminal/phases';
import type { EnteredState, ExecutionState, ReleasedEndpointAccess } from './account';
import type { Operator } from './operator';
import { isForbidden, isPassing } from './operator-error';

/** What became of a request; `RUNNING`: nobody waited for its end; `BROKEN`: the machine itself failed. */
export type RequestState = NonNullable<ReleaseProgress['state']> | 'RUNNING' | 'BROKEN';

export interface Followed {
  readonly state: RequestState;
  readonly release?: number;
  readonly reason?: string;
  /** From the start of the execution to its end, or to the last look. */
  readonly seconds: number;
  /** Why nobody waited for the end. */
  readonly unwatched?: 'INTERRUPTED' | 'CONNECTION_LOST';
}

const LOOK_EVERY_MILLIS = 1000;
/** An execution goes on without anybody looking; whoever looks gives up after this long without an answer. */
const PATIENCE_MILLIS = 120_000;

/** Waits for an execution to end and shows how far it is. Whoever stops waiting stops nothing else. */
export async function follow(
  executionArn: string,
  { executions, ledger }: ReleasedEndpointAccess,
  operator: Operator,
  lines: PhaseLines,
): Promise<Followed> {
  const { terminal } = operator;
  let interrupted = false;
  const listening = terminal.onInterrupt(() => {
    interrupted = true;
  });
  let lastId = 0;
  let readable = true;
  let answeredAt = operator.now().getTime();
  const startedAt = operator.now();
  try {
    for (;;) {
      if (interrupted) return unwatched('INTERRUPTED', startedAt, operator);
      try {
        const execution = await executions.describe(executionArn);
        if (readable) {
          const states = await executions.entered(executionArn, lastId).catch((error: unknown) => {
            // How far it is, is a courtesy: who may not see that still learns how it ends.
            if (!isForbidden(error)) throw error;
            readable = false;
            return [];
          });
          lastId = states.at(-1)?.id ?? lastId;
          for (const state of states) show(state, lines, execution?.startedAt ?? startedAt);
        }
        answeredAt = operator.now().getTime();
        if (execution !== undefined && execution.status !== 'RUNNING') {
          return { ...(await ended(executionArn, execution, ledger)), seconds: secondsOf(execution, operator) };
        }
        lines.tick(operator.now());
      } catch (error) {
        if (!isPassing(error)) throw error;
        const silent = operator.now().getTime() - answeredAt;
        if (silent > PATIENCE_MILLIS) return unwatched('CONNECTION_LOST', startedAt, operator);
        lines.remark('No answer from AWS; looking again. The change goes on meanwhile.');
      }
      await operator.pause(LOOK_EVERY_MILLIS);
    }
  } finally {
    listening();
    lines.end(operator.now());
  }
}

function show({ name, at }: EnteredState, lines: PhaseLines, startedAt: Date): void {
  const label = phaseOf(name);
  if (label !== undefined) lines.phase(label, at, startedAt);
}

function unwatched(why: NonNullable<Followed['unwatched']>, startedAt: Date, operator: Operator): Followed {
  return { state: 'RUNNING', unwatched: why, seconds: (operator.now().getTime() - startedAt.getTime()) / 1000 };
}

function secondsOf({ startedAt, stoppedAt }: ExecutionState, operator: Operator): number {
  return ((stoppedAt ?? operator.now()).getTime() - startedAt.getTime()) / 1000;
}

async function ended(
  executionArn: string,
  { status, error, cause, output }: ExecutionState,
  ledger: ReleasedEndpointAccess['ledger'],
): Promise<Omit<Followed, 'seconds'>> {
  if (status === 'SUCCEEDED') {
    const { state = 'LIVE', release, reason } = progressFrom(output);
    return { state, release, reason };
  }
  const own = await outcomeOf(executionArn, ledger);
  if (status === 'FAILED' && error !== undefined && RELEASE_ERRORS.includes(error)) {
    // Without a release of its own the request was refused before one was written.
    return { state: own?.state ?? 'REFUSED', release: own?.number, reason: own?.reason ?? cause };
  }
  const what = [status, error, cause].filter((part) => part !== undefined && part !== '').join(': ');
  return { state: 'BROKEN', release: own?.number, reason: what };
}

function progressFrom(output: string | undefined): Partial<ReleaseProgress> {
  try {
    const progress: unknown = JSON.parse(output ?? '{}');
    return typeof progress === 'object' && progress !== null ? progress : {};
  } catch {
    return {};
  }
}

async function outcomeOf(
  executionArn: string,
  ledger: ReleasedEndpointAccess['ledger'],
): Promise<ReleaseOutcome | undefined> {
  const [releases, outcomes] = await Promise.all([ledger.releases(), ledger.outcomes()]);
  // An execution also settles what another one left: only releases of its own are what it was asked for.
  return [...outcomes.values()]
    .filter(({ number }) => releases.get(number)?.cause.executionArn === executionArn)
    .sort((a, b) => b.number - a.number)[0];
}
