import { setTimeout as sleep } from 'node:timers/promises';
import { GetExecutionHistoryCommand, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { ReleaseStep } from '../../../lib/contract';
import type { ReleasedStack } from './released-stack';

/** Steps that a promotion goes through, in their order: `Next` comes again when the release is announced. */
export const PROMOTION_STEPS = [
  'Acquire',
  'Next',
  'Verify',
  'Prepare',
  'Update',
  'AwaitEndpoint',
  'Observe',
  'Judge',
  'Probe',
  'Finish',
  'Record',
  'Announce',
  'Unlock',
  'Answer',
] as const satisfies readonly ReleaseStep[];

/** Stops an execution as soon as its history says that it has entered a step. @throws Error where it ends before */
export async function killAt({ account }: ReleasedStack, executionArn: string, step: ReleaseStep): Promise<void> {
  const states = new SFNClient(account.clientConfig);
  for (;;) {
    const { events = [] } = await states.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
    const entered = events.map(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name);
    if (entered.includes(step)) {
      await states.send(new StopExecutionCommand({ executionArn, cause: `Killed at ${step}` }));
      return;
    }
    const last = events.at(-1)?.type ?? '';
    if (/^Execution(Succeeded|Failed)$/.test(last)) throw new Error(`${last} before ${step}: ${entered.join(', ')}`);
    await sleep(10);
  }
}
