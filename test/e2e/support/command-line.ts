import { execFile } from 'node:child_process';
import path from 'node:path';
import type { LocalAccount } from '../../local-aws/account';

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `production-ml` as somebody at a terminal of their own would, with the account's own key. */
export function productionMl(account: LocalAccount, ...args: readonly string[]): Promise<CommandResult> {
  const program = path.resolve('bin', 'production-ml.js');
  const env = { ...process.env, ...account.env, NO_COLOR: '1' };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { env, encoding: 'utf8' }, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
  });
}
