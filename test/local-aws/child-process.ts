import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** On two busy cores a start takes seconds; this is for one that never comes. In milliseconds. */
const START_TIMEOUT = 90_000;
const SHOWN_LOG_LINES = 25;

export interface TiedProcessProps {
  /** What it is called in an error message. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** File that takes standard error, and the lines of standard output that are no events. */
  readonly log: string;
}

/**
 * A server that cannot outlive us: it holds the reading end of a pipe from us as its standard input, and ends when
 * that closes, which the operating system sees to even after SIGKILL. It leads a process group of its own, and says
 * how far it is by JSON lines `{"event": ..., "port": ...}` on standard output.
 */
export class TiedProcess {
  static start(props: TiedProcessProps): TiedProcess {
    return new TiedProcess(props);
  }

  private readonly child: ChildProcess;
  private readonly ports = new Map<string, number>();
  private failure?: Error;

  private constructor(private readonly props: TiedProcessProps) {
    const log = openSync(props.log, 'a');
    this.child = spawn(props.command, props.args, {
      cwd: props.cwd,
      env: props.env,
      stdio: ['pipe', 'pipe', log],
      detached: true,
    });
    this.child.on('error', (error) => {
      this.failure = error;
    });
    this.child.stdin?.on('error', () => undefined);
    if (this.child.stdout) {
      const lines = createInterface({ input: this.child.stdout });
      lines.on('line', (line) => this.read(line, log));
      lines.on('close', () => closeSync(log));
    }
    this.letUsExit();
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** The port that came with an event. @throws Error with the end of the log when the process ends before. */
  async port(event: string): Promise<number> {
    const deadline = Date.now() + START_TIMEOUT;
    while (!this.ports.has(event)) {
      if (this.hasEnded() || Date.now() > deadline) throw await this.startFailure();
      await sleep(10);
    }
    return this.ports.get(event) as number;
  }

  /** Closes the pipe; kills the process group when the process has not ended after `patience` milliseconds. */
  async stop(patience: number): Promise<void> {
    if (this.hasEnded()) return;
    const ended = once(this.child, 'exit');
    this.child.ref();
    this.child.stdin?.end();
    const timer = setTimeout(() => this.killGroup(), patience);
    await ended;
    clearTimeout(timer);
  }

  private killGroup(): void {
    try {
      if (this.child.pid !== undefined) process.kill(-this.child.pid, 'SIGKILL');
    } catch {
      // It ended in this moment.
    }
  }

  private hasEnded(): boolean {
    return this.failure !== undefined || this.child.exitCode !== null || this.child.signalCode !== null;
  }

  private read(line: string, log: number): void {
    try {
      const event = JSON.parse(line) as { event?: unknown; port?: unknown };
      if (typeof event.event === 'string') {
        this.ports.set(event.event, Number(event.port));
        return;
      }
    } catch {
      // No event, so a line for the log.
    }
    writeSync(log, `${line}\n`);
  }

  private async startFailure(): Promise<Error> {
    const { name, log } = this.props;
    const how = this.failure
      ? this.failure.message
      : this.hasEnded()
        ? `it ended with ${this.child.signalCode ?? `exit code ${this.child.exitCode}`}`
        : `it was not ready after ${START_TIMEOUT / 1000} seconds`;
    this.killGroup();
    const text = await readFile(log, 'utf8').catch(() => '');
    const tail = text.trimEnd().split('\n').slice(-SHOWN_LOG_LINES).join('\n');
    return new Error(`${name} did not start: ${how}. The end of ${log}:\n${tail}`);
  }

  /** Neither the process nor its pipes keep ours alive: ours ending is what ends it. */
  private letUsExit(): void {
    this.child.unref();
    for (const stream of [this.child.stdin, this.child.stdout]) (stream as { unref?: () => void } | null)?.unref?.();
  }
}
