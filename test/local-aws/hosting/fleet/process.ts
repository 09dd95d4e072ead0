/**
 * A child process that cannot outlive this one.
 *
 * The child leads a process group of its own, together with a watchdog: a shell that waits on a pipe from us. When the
 * pipe closes, because we closed it or because we were killed in whatever way, the watchdog kills the whole group. The
 * shell starts the watchdog first and then becomes the child, so the child's exit code and signal are the real ones.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

const WATCHDOG = `
  { trap '' TERM INT HUP; while read -r _ <&3; do :; done; kill -KILL -$$; } >/dev/null 2>&1 &
  exec "$@" 3<&-
`;
const LEASH = 3;
const MAX_LOG_LINES = 200;
const MAX_LINE_LENGTH = 2000;

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class LeashedProcess {
  private readonly child: ChildProcess;
  private readonly log: string[] = [];
  private ended: ProcessExit | undefined;
  /** Settles when the child has ended; never rejects. */
  readonly exit: Promise<ProcessExit>;
  /** Settles when the outputs are closed, and with them all that was written has been read. */
  readonly outputEnd: Promise<void>;

  constructor(command: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv }) {
    this.child = spawn('/bin/sh', ['-c', WATCHDOG, 'sh', ...command], {
      ...options,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    this.leash.on('error', () => {});
    for (const stream of [this.child.stdout, this.child.stderr]) if (stream !== null) this.keepLinesOf(stream);
    this.outputEnd = new Promise((resolve) => this.child.once('close', () => resolve()));
    this.exit = new Promise((resolve) => {
      this.child.once('error', (error) => {
        this.log.push(`could not start: ${error.message}`);
        resolve(this.end({ code: null, signal: null }));
      });
      this.child.once('exit', (code, signal) => resolve(this.end({ code, signal })));
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get exited(): ProcessExit | undefined {
    return this.ended;
  }

  /** The last lines of output, oldest first. */
  lastLines(count = MAX_LOG_LINES): string[] {
    return this.log.slice(-count);
  }

  /** Asks the whole group to end, and kills it when it has not after `seconds`. */
  async stop(seconds: number): Promise<void> {
    if (this.ended === undefined) {
      this.signal('SIGTERM');
      const timer = setTimeout(() => this.signal('SIGKILL'), seconds * 1000);
      await this.exit;
      clearTimeout(timer);
    }
    this.leash.destroy();
  }

  private get leash(): Writable {
    return this.child.stdio[LEASH] as Writable;
  }

  private signal(name: NodeJS.Signals): void {
    if (this.child.pid === undefined) return;
    try {
      process.kill(-this.child.pid, name);
    } catch {
      // The group has gone already.
    }
  }

  /** What the child started and left behind goes with it: the watchdog ends the group once the leash is gone. */
  private end(exit: ProcessExit): ProcessExit {
    this.ended = exit;
    this.leash.destroy();
    return exit;
  }

  private keep(lines: readonly string[]): void {
    this.log.push(...lines);
    if (this.log.length > MAX_LOG_LINES) this.log.splice(0, this.log.length - MAX_LOG_LINES);
  }

  private keepLinesOf(stream: Readable): void {
    let rest = '';
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = (lines.pop() ?? '').slice(0, MAX_LINE_LENGTH);
      this.keep(lines.map((line) => line.slice(0, MAX_LINE_LENGTH)));
    });
    stream.on('end', () => {
      if (rest !== '') this.keep([rest]);
    });
    stream.on('error', () => {});
  }
}
