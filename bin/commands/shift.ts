import type { Command } from 'commander';
import type { ShiftStep } from '../../lib/contract';
import type { Operator } from '../release/operator';
import { OperatorError } from '../release/operator-error';
import { readSeconds, readWeights, shiftSteps, type Weights } from '../release/weights';
import { duration } from '../terminal/times';
import { type ChangeOptions, proposeChange, withChange } from './change';
import { countUpTo } from './option-values';

interface ShiftOptions extends ChangeOptions {
  readonly weights: Weights;
  readonly steps: number;
  readonly watch: number;
}

/** The machine's limit. */
const MOST_STEPS = 20;

/** Adds `shift`. */
export function addShiftCommand(program: Command, operator: Operator): void {
  withChange(program.command('shift'))
    .description('Move traffic between the production variants, in equal steps')
    .requiredOption('--weights <list>', 'weights in the end, as champion=90,challenger=10', readWeights)
    .option('--steps <count>', 'steps from the weights that are live', countUpTo(MOST_STEPS), 1)
    .option('--watch <duration>', 'how long each step is watched: 90s, 10m, 1h', readSeconds, 0)
    .action((options: ShiftOptions) =>
      proposeChange(operator, options, ({ live }) => {
        if (live === undefined) throw new OperatorError('No release is live yet. Deploy the stack first.');
        const steps = shiftSteps(live, options.weights, options.steps, options.watch);
        const question = `Release ${live.number} is live. ${steps.map(stepText).join('; ')}. Shift?`;
        return { wanted: { operation: 'SHIFT', steps, expectedLive: live.number }, question };
      }),
    );
}

function stepText({ weights, waitSeconds }: ShiftStep): string {
  const list = Object.entries(weights).map(([name, weight]) => `${name} ${weight}`);
  return `${list.join(', ')}${waitSeconds === 0 ? '' : ` for ${duration(waitSeconds)}`}`;
}
