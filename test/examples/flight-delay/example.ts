import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ensurePythonEnv } from '../../local-aws/python-env';

/** The example itself, run as a person runs it. */
export const EXAMPLE = resolve(__dirname, '../../../examples/flight-delay');
export const IMAGE = `000000000000.dkr.ecr.eu-central-1.amazonaws.com/flight-delay@sha256:${'0'.repeat(64)}`;

/** A training run of seconds: few flights, few trees, everything else as in a real one. */
export const QUICK = ['--image', IMAGE, '--max-rows', '20000', '--max-iter', '12'];

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The interpreter of the example's own environment, installed when it is not there yet. */
export function python(): Promise<string> {
  return ensurePythonEnv({ name: 'flight-delay', requirements: join(EXAMPLE, 'requirements.txt') });
}

/** Runs Python in the example's folder and waits for its end, however it ends. */
export async function runPython(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const interpreter = await python();
  const options = {
    cwd: EXAMPLE,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...env },
    maxBuffer: 64 * 1024 * 1024,
  };
  return new Promise((done) => {
    execFile(interpreter, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      done({ code, stdout, stderr });
    });
  });
}

/** Runs one command of the example. @throws Error with its output when it does not end with 0. */
export async function flightDelay(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<string> {
  const { code, stdout, stderr } = await runPython(['-m', 'flight_delay', ...args], env);
  if (code !== 0) throw new Error(`flight_delay ${args.join(' ')} ended with ${code}\n${stdout}${stderr}`);
  return stdout;
}

/** A folder that is gone after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'flight-delay-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
