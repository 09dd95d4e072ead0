import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { RELEASE_MACHINE, RELEASE_WAITS, type ReleaseStep } from '../../../lib/contract';
import type { ReleasedStack } from './released-stack';

/** Before a step is begun, or after it is done, when nothing of what follows it has happened. */
export interface Boundary {
  readonly step: ReleaseStep;
  /** Which time that an execution comes to the step. */
  readonly visit: number;
  readonly when: 'enter' | 'leave';
}

export const nameOf = ({ step, visit, when }: Boundary) => `${when} ${step}${visit === 1 ? '' : ` (${visit})`}`;

/** How often an execution waits and looks is chance: it is stopped at the first time only. */
const BY_CHANCE: readonly string[] = [...RELEASE_WAITS, 'Observe', 'ObserveRestored'];
const SETTLING = 'settle-';
const PATIENCE_SECONDS = 90;

/** Every boundary that an execution has gone over, in its order. */
export async function boundariesOf(released: ReleasedStack, executionArn: string): Promise<Boundary[]> {
  const events = await released.history(executionArn);
  const visits = new Map<string, number>();
  return events
    .flatMap(({ stateEnteredEventDetails: entry }) => entry?.name ?? [])
    .filter((name): name is ReleaseStep => Object.hasOwn(RELEASE_MACHINE, name))
    .flatMap((step) => {
      const visit = (visits.get(step) ?? 0) + 1;
      visits.set(step, visit);
      if (visit > 1 && BY_CHANCE.includes(step)) return [];
      return (['enter', 'leave'] as const).map((when) => ({ step, visit, when }));
    });
}

/** Has the next execution of the release machine die at a boundary. */
export async function dieAt(released: ReleasedStack, { step, when, visit }: Boundary): Promise<void> {
  const { stateMachineArn } = await released.deployment();
  await released.account.stopExecutionAt(stateMachineArn, step, when, visit);
}

/**
 * Waits until an execution has died, what was started to settle it has ended, and everything is at rest.
 *
 * @returns seconds from the death to the end of what settled it
 */
export async function settledAfter(released: ReleasedStack, executionArn: string): Promise<number> {
  const states = new SFNClient(released.account.clientConfig);
  const { status, error, stopDate } = await released.ended(executionArn);
  if (status !== 'ABORTED') throw new Error(`${executionArn} was to be stopped and ended as ${status}: ${error}`);
  const settling = executionArn.replace(/[^:]+$/, (name) => `${SETTLING}${name}`);
  const until = Date.now() + PATIENCE_SECONDS * 1000;
  for (;;) {
    const settler = await states
      .send(new DescribeExecutionCommand({ executionArn: settling }))
      .catch(() => ({ status: undefined, stopDate: undefined }));
    if (settler.status === 'ABORTED') return settledAfter(released, settling);
    if (settler.status !== undefined && settler.status !== 'RUNNING') {
      await released.settled(PATIENCE_SECONDS);
      return ((settler.stopDate?.getTime() ?? Number.NaN) - (stopDate?.getTime() ?? Number.NaN)) / 1000;
    }
    if (Date.now() > until) throw new Error(`${settling} has not ended: ${settler.status ?? 'never started'}`);
    await sleep(100);
  }
}
