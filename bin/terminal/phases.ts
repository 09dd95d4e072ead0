import pc from 'picocolors';
import type { Terminal } from '../release/operator';
import { duration } from './times';

const INDENT = '  ';

/** Shows what runs: a line that counts in a terminal, one line a phase where there is none. */
export class PhaseLines {
  private label?: string;
  private since = 0;
  private remarked = false;

  constructor(private readonly terminal: Terminal) {}

  /** A phase began. @param startedAt begin of the whole, which plain lines count from */
  phase(label: string, at: Date, startedAt: Date): void {
    this.remarked = false;
    if (label === this.label) return;
    this.finish(at);
    this.label = label;
    this.since = at.getTime();
    if (this.terminal.lively) return;
    const elapsed = duration(Math.max(0, (at.getTime() - startedAt.getTime()) / 1000));
    this.terminal.note(`${INDENT}${elapsed.padStart(9)}  ${label}`);
  }

  /** Time has passed. */
  tick(now: Date): void {
    if (this.label !== undefined && this.terminal.lively) {
      this.terminal.redraw(`${INDENT}${pc.cyan('›')} ${this.label} ${pc.dim(this.elapsed(now))}`);
    }
  }

  /** Said once until something happens again. */
  remark(text: string): void {
    if (this.remarked) return;
    this.remarked = true;
    this.terminal.redraw('');
    this.terminal.note(`${INDENT}${text}`);
  }

  end(now: Date): void {
    this.finish(now);
    this.label = undefined;
  }

  private finish(at: Date): void {
    if (this.label === undefined || !this.terminal.lively) return;
    this.terminal.redraw('');
    this.terminal.note(`${INDENT}${pc.green('✓')} ${this.label} ${pc.dim(this.elapsed(at))}`);
  }

  private elapsed(now: Date): string {
    return duration(Math.max(0, (now.getTime() - this.since) / 1000));
  }
}
