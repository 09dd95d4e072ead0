import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const MAX_OUTPUT = 64 * 1024 * 1024;

export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Runs a program to its end and returns what it printed. @throws Error with both outputs when it fails */
export async function runProgram(
  file: string,
  args: readonly string[],
  { env, signal }: ProgramOptions = {},
): Promise<string> {
  const options = { env: { ...process.env, ...env }, signal, maxBuffer: MAX_OUTPUT, encoding: 'utf8' as const };
  try {
    const { stdout } = await promisify(execFile)(file, args, options);
    return stdout;
  } catch (error) {
    signal?.throwIfAborted();
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${[file, ...args].join(' ')} failed\n${stdout}${stderr}`);
  }
}
