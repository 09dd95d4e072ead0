import type { Command } from 'commander';
import { bringsNew, leadsBack, rollbackTargets } from '../../lambda/decide/release';
import type { ReleaseOperation } from '../../lib/contract';
import type { LedgerView } from '../release/change-report';
import type { Operator } from '../release/operator';
import { summaryOf } from '../release/releases';
import { rollbackCost } from '../release/rollback-cost';
import { plainText } from '../terminal/plain-text';
import { costText } from '../terminal/status-text';
import { type ChangeOptions, proposeChange, withChange } from './change';
import { releaseNumber } from './option-values';

interface RollbackOptions extends ChangeOptions {
  readonly to?: number;
}

/** Adds `rollback`. */
export function addRollbackCommand(program: Command, operator: Operator): void {
  withChange(program.command('rollback'))
    .description('Bring back the good release before, or an earlier one; stops a change that runs')
    .option('--to <release>', 'number of the release; default: the good one before', releaseNumber)
    .action((options: RollbackOptions) =>
      proposeChange(operator, options, (view) => {
        const question = `${questionOf(view, options.to)} Roll back?`;
        const { to } = options;
        // A change that runs may become live while this is read: whatever it is, it is to be left. Not so what another
        // way back brings: two who ask at once both mean the version that serves now.
        const running = view.head?.lock?.operation;
        const expectedLive = running === undefined || leadsBack(running) ? view.head?.live : undefined;
        return { wanted: { operation: 'ROLLBACK', to, expectedLive }, question };
      }),
    );
}

function runningText(operation: ReleaseOperation): string {
  const change = `A change is running (${operation});`;
  if (leadsBack(operation)) return `${change} this rollback waits for it, and is refused where that one succeeds.`;
  return bringsNew(operation) ? `${change} it is stopped.` : `${change} it is waited for.`;
}

function questionOf({ head, live, history }: LedgerView, to: number | undefined): string {
  const running = head?.lock === undefined ? '' : ` ${runningText(head.lock.operation)}`;
  if (live === undefined) return `No release is live.${running}`;
  const target = to === undefined ? rollbackTargets(live, history)[0] : history.releases.get(to);
  const from = `Release ${live.number} (${plainText(summaryOf(live), 80)}) is live.${running}`;
  if (target === undefined)
    return `${from} The ledger has ${to === undefined ? 'no earlier release' : `no release ${to}`}.`;
  const { kind, seconds = null, samples } = rollbackCost(live, target, history);
  const cost = costText({ kind, seconds, samples });
  return `${from} Release ${target.number} (${plainText(summaryOf(target), 80)}) comes back: ${cost}.`;
}
