import type { Command } from 'commander';
import type { Operator } from '../release/operator';
import { summaryOf } from '../release/releases';
import { plainText } from '../terminal/plain-text';
import { type ChangeOptions, change, viewOf, withChange } from './change';
import { onEndpoint } from './endpoint-options';

/** Adds `repair`. */
export function addRepairCommand(program: Command, operator: Operator): void {
  withChange(program.command('repair'))
    .description('Bring the endpoint back to what the ledger says is live, and settle what a dead execution left')
    .action((options: ChangeOptions) =>
      onEndpoint(operator, options, async (open) => {
        const view = await viewOf(open);
        const { live } = view;
        const named = live === undefined ? 'no release' : `release ${live.number} (${plainText(summaryOf(live), 80)})`;
        const expectedLive = view.head?.inFlight === undefined ? view.head?.live : undefined;
        const question = `The endpoint is brought back to ${named}. Repair?`;
        await change(open, view, { operation: 'REPAIR', expectedLive }, question, options, operator);
      }),
    );
}
