import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { makeTable } from '../../../bin/terminal/report-table';
import { RELEASE_WAITS } from '../../../lib/contract';
import { type ProgramResult, productionMl } from './operator-program';
import type { ReleasedStack } from './released-stack';
import type { ConstantTraffic } from './traffic';

const WAITS: readonly string[] = RELEASE_WAITS;

/** What a rollback under traffic took, seconds. */
export interface RollbackFigures {
  readonly result: ProgramResult;
  /** From the command, the start of its process included, to the last answer of the bad version. */
  readonly lastBad: number;
  /** From the command to its end, when the ledger has it and everything is unlocked. */
  readonly whole: number;
  /** The machine's own steps, without its waits. */
  readonly steps: readonly StepTime[];
}

export interface StepTime {
  readonly name: string;
  readonly seconds: number;
}

const secondsBetween = (from = new Date(Number.NaN), to = new Date(Number.NaN)) =>
  (to.getTime() - from.getTime()) / 1000;

/** How long each step of an execution took, from its history; a wait is none. */
export async function stepTimes(released: ReleasedStack, executionArn: string): Promise<StepTime[]> {
  const events = await released.history(executionArn);
  const entered = events.filter(({ stateEnteredEventDetails }) => stateEnteredEventDetails !== undefined);
  return entered.flatMap((event, index) => {
    const next: HistoryEvent | undefined = entered[index + 1] ?? events.at(-1);
    const name = event.stateEnteredEventDetails?.name ?? '';
    return WAITS.includes(name) ? [] : [{ name, seconds: secondsBetween(event.timestamp, next?.timestamp) }];
  });
}

/** Rolls back by the command while requests go on, and measures it. */
export async function measuredRollback(
  released: ReleasedStack,
  traffic: ConstantTraffic,
  bad: string,
): Promise<RollbackFigures> {
  const result = await productionMl(released, ['rollback', '--reason', 'late flights are missed']);
  const { executionArn } = result.document ?? {};
  const last = traffic.lastAnswer.get(bad) ?? Number.NaN;
  return {
    result,
    lastBad: (last - result.began) / 1000,
    whole: (result.ended - result.began) / 1000,
    steps: executionArn === undefined ? [] : await stepTimes(released, executionArn),
  };
}

/** The slowest step; steps that only choose take nothing. */
export function slowest(steps: readonly StepTime[]): StepTime {
  return [...steps].sort((a, b) => b.seconds - a.seconds)[0] ?? { name: 'none', seconds: 0 };
}

/** The figures of several rollbacks, one a line. */
export class FigureTable {
  private readonly rows: string[][] = [];

  add(what: string, { lastBad, whole, steps }: RollbackFigures, traffic: ConstantTraffic): void {
    const { name, seconds } = slowest(steps);
    const machine = steps.reduce((sum, step) => sum + step.seconds, 0);
    this.rows.push([
      what,
      `${lastBad.toFixed(1)} s`,
      `${whole.toFixed(1)} s`,
      `${machine.toFixed(1)} s`,
      `${name} ${seconds.toFixed(2)} s`,
      `${traffic.failures.length} of ${traffic.answered + traffic.failures.length}`,
    ]);
  }

  toString(): string {
    const table = makeTable([
      'rollback',
      'last bad answer',
      'command done',
      'all steps',
      'slowest step',
      'failed requests',
    ]);
    table.push(...this.rows);
    return table.toString();
  }
}
