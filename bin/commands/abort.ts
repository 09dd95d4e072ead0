import type { Command } from 'commander';
import type { Operator } from '../release/operator';
import { type ChangeOptions, proposeChange, withChange } from './change';

/** Adds `abort`. */
export function addAbortCommand(program: Command, operator: Operator): void {
  withChange(program.command('abort'))
    .description('Stop the change that is running; the endpoint goes back to what was live before it')
    .action((options: ChangeOptions) =>
      proposeChange(operator, options, ({ head }) => {
        const lock = head?.lock;
        const running = lock === undefined ? 'No change is running.' : `${lock.operation} runs since ${lock.since}.`;
        return { wanted: { operation: 'ABORT' }, question: `${running} Stop it?` };
      }),
    );
}
