import type { Command } from 'commander';
import type { Operator } from '../release/operator';
import { type ChangeOptions, change, viewOf, withChange } from './change';
import { onEndpoint } from './endpoint-options';

/** Adds `abort`. */
export function addAbortCommand(program: Command, operator: Operator): void {
  withChange(program.command('abort'))
    .description('Stop the change that is running; the endpoint goes back to what was live before it')
    .action((options: ChangeOptions) =>
      onEndpoint(operator, options, async (open) => {
        const view = await viewOf(open);
        const lock = view.head?.lock;
        const running = lock === undefined ? 'No change is running.' : `${lock.operation} runs since ${lock.since}.`;
        await change(open, view, { operation: 'ABORT' }, `${running} Stop it?`, options, operator);
      }),
    );
}
