import type { Command } from 'commander';
import type { Operator } from '../release/operator';
import { plainText } from '../terminal/plain-text';
import { type ChangeOptions, proposeChange, withChange } from './change';

/** Adds `pin` and `unpin`. */
export function addPinCommands(program: Command, operator: Operator): void {
  const pin = withChange(program.command('pin')).description(
    'Let nothing but a rollback change the endpoint: neither deployments nor promotions',
  );
  // A pin without a reason is one that nobody dares to lift.
  for (const option of pin.options) if (option.long === '--reason') option.makeOptionMandatory();
  pin.action((options: ChangeOptions) =>
    proposeChange(operator, options, ({ head }) => {
      const expectedLive = head?.live;
      const question = `Release ${expectedLive ?? 'none'} is live. Pin the endpoint to it?`;
      return { wanted: { operation: 'PIN', expectedLive }, question };
    }),
  );
  withChange(program.command('unpin'))
    .description('Let deployments and promotions change the endpoint again')
    .action((options: ChangeOptions) =>
      proposeChange(operator, options, ({ head }) => {
        const held = head?.pin;
        const why = held?.reason === undefined ? '' : `: ${plainText(held.reason)}`;
        const question = held === undefined ? 'It is not pinned.' : `Pinned since ${held.since}${why}.`;
        return { wanted: { operation: 'UNPIN' }, question: `${question} Unpin?` };
      }),
    );
}
