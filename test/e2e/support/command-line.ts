import { execFile } from 'node:child_process';
import path from 'node:path';
import type { LocalAccount } from '../../local-aws/account';
import type { AccessKey } from './access-key';

const PROGRAM = path.join(__dirname, '..', '..', '..', 'bin', 'production-ml.js');

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  /** Whose command it is. @default that of the account itself */
  readonly key?: AccessKey;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/**
 * Runs the built `production-ml` as somebody at a terminal of their own would, and lets this process go on meanwhile.
 *
 * @throws AbortError where the signal ended it
 */
export function productionMl(
  account: LocalAccount,
  args: readonly string[],
  { key, env, signal }: CommandOptions = {},
): Promise<CommandResult> {
  const own = key && { AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey };
  const options = { env: { ...process.env, ...account.env, ...own, ...env, NO_COLOR: '1' }, signal };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [PROGRAM, ...args], options, (error, stdout, stderr) => {
      if (error !== null && signal?.aborted) reject(error);
      else resolve({ exitCode: error === null ? 0 : typeof error.code === 'number' ? error.code : 1, stdout, stderr });
    });
  });
}
