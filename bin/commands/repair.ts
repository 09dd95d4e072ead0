import type { Command } from 'commander';
import type { Operator } from '../release/operator';
import { summaryOf } from '../release/releases';
import { plainText } from '../terminal/plain-text';
import { type ChangeOptions, proposeChange, withChange } from './change';

/** Adds `repair`. */
export function addRepairCommand(program: Command, operator: Operator): void {
  withChange(program.command('repair'))
    .description('Bring the endpoint back to what the ledger says is live, and settle what a dead execution left')
    .action((options: ChangeOptions) =>
      proposeChange(operator, options, ({ head, live }) => {
        const named = live === undefined ? 'no release' : `release ${live.number} (${plainText(summaryOf(live), 80)})`;
        const expectedLive = head?.inFlight === undefined ? head?.live : undefined;
        const question = `The endpoint is brought back to ${named}. Repair?`;
        return { wanted: { operation: 'REPAIR', expectedLive }, question };
      }),
    );
}
