/** The emulator as a process of its own, as the launcher starts it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const MAIN = join(__dirname, '..', 'main.ts');

export class EmulatorProcess {
  stderr = '';

  private constructor(
    readonly child: ChildProcess,
    readonly url: string,
  ) {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
  }

  static async start(awsUrl: string, ...options: string[]): Promise<EmulatorProcess> {
    const child = spawnEmulator('--port', '0', '--aws-url', awsUrl, ...options);
    const lines = createInterface({ input: child.stdout ?? process.stdin });
    const [line] = await once(lines, 'line');
    const ready = JSON.parse(line);
    if (ready.event !== 'ready') throw new Error(`the first line is ${line}`);
    return new EmulatorProcess(child, `http://127.0.0.1:${ready.port}`);
  }

  /** One operation of the control plane. */
  async call(operation: string, input: object, headers: Record<string, string> = {}): Promise<Record<string, unknown>> {
    const answer = await fetch(this.url, {
      method: 'POST',
      headers: { 'x-amz-target': `SageMaker.${operation}`, ...headers },
      body: JSON.stringify(input),
    });
    return (await answer.json()) as Record<string, unknown>;
  }

  async state(): Promise<string> {
    return (await fetch(`${this.url}/_local/state`)).text();
  }

  /** Ids of all model processes. */
  async modelPids(): Promise<number[]> {
    return [...(await this.state()).matchAll(/"pid":(\d+)/g)].map(([, pid]) => Number(pid));
  }

  get exited(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  async kill(): Promise<void> {
    if (this.exited) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }
}

export function spawnEmulator(...options: string[]): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', MAIN, ...options], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
}
