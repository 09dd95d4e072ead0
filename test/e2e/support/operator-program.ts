import { execFile } from 'node:child_process';
import path from 'node:path';
import type { AccessKey } from './access-key';
import type { ReleasedStack } from './released-stack';

const PROGRAM = path.join(__dirname, '..', '..', '..', 'bin', 'production-ml.js');

export interface ProgramResult {
  readonly exitCode: number;
  /** What it printed with `--json`. */
  // biome-ignore lint/suspicious/noExplicitAny: documents of many commands
  readonly document: any;
  readonly stderr: string;
  /** Beginning and end, milliseconds of the clock. */
  readonly began: number;
  readonly ended: number;
}

/** Runs the built `production-ml` as an operator does, and lets this process go on meanwhile. */
export function productionMl(
  { account, endpointName }: ReleasedStack,
  args: readonly string[],
  key?: AccessKey,
): Promise<ProgramResult> {
  const env = {
    ...process.env,
    ...account.env,
    ...(key && { AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey }),
    PRODUCTION_ML_ENDPOINT: endpointName,
    NO_COLOR: '1',
  };
  const began = Date.now();
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, ...args, '--json'], { env }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      const document = stdout.trim() === '' ? undefined : JSON.parse(stdout);
      resolve({ exitCode, document, stderr, began, ended: Date.now() });
    });
  });
}
