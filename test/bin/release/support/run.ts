import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command, CommanderError } from 'commander';
import { ExitCode } from '../../../../bin/commands/exit-codes';
import { addReleaseCommands } from '../../../../bin/commands/release-commands';
import type { Operator } from '../../../../bin/release/operator';
import { FakeAccount } from './fake-account';
import { ENDPOINT, type LedgerStory } from './ledger-story';

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
  readonly error?: Error;
  readonly questions: readonly string[];
}

const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');

/** Only what sets a colour: whatever else a terminal obeys must not be there, and a test looks for it. */
function withoutColours(text: string): string {
  return text.replace(COLOUR, '');
}

/** Somebody at a terminal, or a script without one. */
export class FakeOperator {
  readonly account: FakeAccount;
  /** Answer of somebody who is there; undefined where nobody is. */
  answer?: boolean;
  lively = false;
  /** Ctrl-C after so many pauses. */
  interruptAfter = Number.POSITIVE_INFINITY;
  /** What passes in a pause. */
  pauseMillis?: number;
  private millis = Date.UTC(2026, 10, 25, 9, 0);

  constructor(story: LedgerStory) {
    this.account = new FakeAccount(story, () => new Date(this.millis));
  }

  /** Runs the command for the endpoint as `production-ml` does. */
  async run(...args: string[]): Promise<Outcome> {
    return this.runBare(...args, '--endpoint', ENDPOINT);
  }

  async runBare(...args: string[]): Promise<Outcome> {
    let [stdout, stderr, code] = ['', '', 0];
    let pauses = 0;
    let interrupt: (() => void) | undefined;
    const questions: string[] = [];
    const operator: Operator = {
      terminal: {
        print: (text) => {
          stdout += `${text}\n`;
        },
        note: (text) => {
          stderr += `${text}\n`;
        },
        redraw: (line) => {
          if (this.lively) stderr += `\r${line}`;
        },
        lively: this.lively,
        attended: this.answer !== undefined,
        ask: async (question) => {
          questions.push(question);
          return this.answer === true;
        },
        onInterrupt: (callback) => {
          interrupt = callback;
          return () => {
            interrupt = undefined;
          };
        },
        end: (exit) => {
          code = exit;
        },
      },
      connect: async () => this.account,
      now: () => new Date(this.millis),
      pause: async (milliseconds) => {
        this.millis += this.pauseMillis ?? milliseconds;
        pauses += 1;
        if (pauses >= this.interruptAfter) interrupt?.();
      },
      nonce: () => '0123456789abcdef',
    };
    const program = new Command('production-ml').exitOverride();
    program.configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
    addReleaseCommands(program, operator);
    let error: Error | undefined;
    try {
      await program.parseAsync(args, { from: 'user' });
    } catch (thrown) {
      error = thrown as Error;
      code = thrown instanceof CommanderError ? ExitCode.USAGE : ExitCode.FAILED;
    }
    // Colours are for people: continuous integration switches them on.
    return { stdout: withoutColours(stdout), stderr: withoutColours(stderr), code, error, questions };
  }
}

/** What people see, without colours, against what was reviewed once. `UPDATE_GOLDEN=1` writes it anew. */
export function expectGolden(name: string, text: string): void {
  const file = path.join(__dirname, '..', 'golden', `${name}.txt`);
  const plain = text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
  if (process.env['UPDATE_GOLDEN'] !== undefined) writeFileSync(file, plain);
  expect(plain).toBe(readFileSync(file, 'utf8'));
}
