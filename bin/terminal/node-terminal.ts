import { createInterface } from 'node:readline/promises';
import type { Terminal } from '../release/operator';

const CLEAR_LINE = '\r\u001b[2K';

/** The terminal that the command was started in: results to the standard output, all else to the standard error. */
export class NodeTerminal implements Terminal {
  readonly lively = process.stderr.isTTY === true;
  readonly attended = process.stdin.isTTY === true && process.stderr.isTTY === true;

  print(text: string): void {
    process.stdout.write(`${text}\n`);
  }

  note(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  redraw(line: string): void {
    if (this.lively) process.stderr.write(`${CLEAR_LINE}${line}`);
  }

  async ask(question: string): Promise<boolean> {
    const reader = createInterface({ input: process.stdin, output: process.stderr });
    const closed = new Promise<string>((resolve) => reader.once('close', () => resolve('')));
    try {
      // Ctrl-C and Ctrl-D end the question without an answer.
      const answer = await Promise.race([reader.question(`${question} [y/N] `), closed]);
      return /^y(es)?$/i.test(answer.trim());
    } finally {
      reader.close();
    }
  }

  onInterrupt(callback: () => void): () => void {
    process.once('SIGINT', callback);
    return () => {
      process.removeListener('SIGINT', callback);
    };
  }

  end(code: number): void {
    process.exitCode = code;
  }
}
