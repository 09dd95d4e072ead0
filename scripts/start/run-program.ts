import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/**
 * Runs a program to its end and returns what it printed. It leads a process group of its own, so that an interruption
 * ends at once whatever it has started in turn.
 *
 * @throws Error with both outputs when it fails
 */
export async function runProgram(
  file: string,
  args: readonly string[],
  { env, signal }: ProgramOptions = {},
): Promise<string> {
  signal?.throwIfAborted();
  const child = spawn(file, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const endGroup = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It ended in this moment.
    }
  };
  signal?.addEventListener('abort', endGroup, { once: true });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  try {
    const [exitCode, killedBy] = await once(child, 'close');
    signal?.throwIfAborted();
    if (exitCode === 0) return Buffer.concat(stdout).toString();
    const how = exitCode === null ? `was ended by ${killedBy}` : 'failed';
    throw new Error(`${[file, ...args].join(' ')} ${how}\n${Buffer.concat([...stdout, ...stderr]).toString()}`);
  } finally {
    signal?.removeEventListener('abort', endGroup);
  }
}
