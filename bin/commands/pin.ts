import type { Command } from 'commander';
import type { Operator } from '../release/operator';
import { plainText } from '../terminal/plain-text';
import { type ChangeOptions, change, viewOf, withChange } from './change';
import { onEndpoint } from './endpoint-options';

/** Adds `pin` and `unpin`. */
export function addPinCommands(program: Command, operator: Operator): void {
  const pin = withChange(program.command('pin')).description(
    'Let nothing but a rollback change the endpoint: neither deployments nor promotions',
  );
  // A pin without a reason is one that nobody dares to lift.
  for (const option of pin.options) if (option.long === '--reason') option.makeOptionMandatory();
  pin.action((options: ChangeOptions) =>
    onEndpoint(operator, options, async (open) => {
      const view = await viewOf(open);
      const expectedLive = view.head?.live;
      const question = `Release ${expectedLive ?? 'none'} is live. Pin the endpoint to it?`;
      await change(open, view, { operation: 'PIN', expectedLive }, question, options, operator);
    }),
  );
  withChange(program.command('unpin'))
    .description('Let deployments and promotions change the endpoint again')
    .action((options: ChangeOptions) =>
      onEndpoint(operator, options, async (open) => {
        const view = await viewOf(open);
        const held = view.head?.pin;
        const why = held?.reason === undefined ? '' : `: ${plainText(held.reason)}`;
        const question = held === undefined ? 'It is not pinned.' : `Pinned since ${held.since}${why}.`;
        await change(open, view, { operation: 'UNPIN' }, `${question} Unpin?`, options, operator);
      }),
    );
}
