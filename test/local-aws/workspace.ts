import { mkdirSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { isAlive } from './processes';

export const ROOT = resolve(__dirname, '../..');

const LOGS = join(ROOT, '.local', 'logs');
const KEPT_LOGS = 30;
const PREFIX = 'local-aws-account-';

/**
 * A folder of one account, outside the repository: temporary files of MiniStack and its Lambda functions, and the CDK
 * CLI's home. It holds links to the AWS SDK clients that are installed here, since the Lambda runtime has the SDK and
 * a function that relies on it would find none. Outside, so that it finds nothing else: a handler that forgot to
 * bundle a package must fail here as it would on AWS.
 */
export async function createWorkspace(): Promise<string> {
  removeAbandoned();
  const home = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  for (const folder of ['cdk-home', 'work', 'node_modules']) mkdirSync(join(home, folder));
  symlinkSync(
    dirname(dirname(require.resolve('@aws-sdk/client-s3/package.json'))),
    join(home, 'node_modules/@aws-sdk'),
  );
  return home;
}

export async function removeWorkspace(home: string): Promise<void> {
  await rm(home, { recursive: true, force: true, maxRetries: 3 });
}

/** A log file that does not exist yet; of the older ones the newest are kept. */
export function newLogFile(name: string): string {
  mkdirSync(LOGS, { recursive: true });
  const logs = readdirSync(LOGS)
    .filter((file) => file.startsWith('account-'))
    .map((file) => join(LOGS, file))
    .sort((left, right) => modified(right) - modified(left));
  for (const old of logs.slice(KEPT_LOGS)) rmSync(old, { force: true });
  return join(LOGS, `${name}.log`);
}

/** Folders whose process is gone: it was killed before it could remove them. */
function removeAbandoned(): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const owner = Number.parseInt(name.slice(PREFIX.length), 10);
    if (Number.isNaN(owner) || isAlive(owner)) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // Another process removes it at the same time.
    }
  }
}

function modified(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
