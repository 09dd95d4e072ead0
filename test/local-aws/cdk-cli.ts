import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from './workspace';

export interface CdkOptions {
  /** The app: a folder that was synthesised (quicker, when several commands follow), or a command that synthesises. */
  readonly app?: string;
  /** Folder to run in. @default - an empty folder of the account, so that no `cdk.json` applies */
  readonly cwd?: string;
  /** More environment. @default - none */
  readonly env?: NodeJS.ProcessEnv;
  /** Called with each line as it comes, both outputs. @default - nothing is called */
  readonly onLine?: (line: string) => void;
}

export interface CdkResult {
  readonly exitCode: number;
  /** Standard output and standard error, in the order they came. */
  readonly output: string;
  /** The same on one line: the CLI breaks its messages wherever its terminal is full. */
  readonly said: string;
}

/** Runs the CDK CLI that `package.json` pins, as it is, in an environment and a default folder that are given. */
export async function runCdk(
  args: readonly string[],
  options: CdkOptions,
  account: { env: NodeJS.ProcessEnv; cwd: string },
): Promise<CdkResult> {
  const guard = join(__dirname, 'exit-with-parent.cjs');
  const cli = join(ROOT, 'node_modules/aws-cdk/bin/cdk');
  const app = options.app === undefined ? [] : ['--app', existsSync(options.app) ? resolve(options.app) : options.app];
  const child = spawn(process.execPath, ['--require', guard, cli, ...args, ...app, '--no-notices', '--no-color'], {
    cwd: options.cwd ?? account.cwd,
    env: { ...account.env, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const lines: string[] = [];
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      lines.push(line);
      options.onLine?.(line);
    });
  }
  const exitCode = await new Promise<number>((done, fail) => {
    child.on('error', fail);
    child.on('close', (code, signal) => done(code ?? (signal ? 128 : 1)));
  });
  return { exitCode, output: lines.join('\n'), said: lines.map((line) => line.trim()).join(' ') };
}
