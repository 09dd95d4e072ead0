import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isAlive } from './processes';

const run = promisify(execFile);

const ROOT = resolve(__dirname, '../..');
/** What the pinned packages need. */
const OLDEST_PYTHON = [3, 11] as const;
/** Interpreters to try, newest first; `PYTHON` in the environment goes before all of them. */
const INTERPRETERS = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python'];
/** A lock older than this, in milliseconds, belongs to an installation that hung or died without a trace. */
const LOCK_EXPIRES = 30 * 60_000;

export interface PythonEnvProps {
  /** Folder of the environment below `.local/`, which git ignores. */
  readonly name: string;
  /** Path of a requirements file in which every package is pinned with its hashes. */
  readonly requirements: string;
}

/**
 * Makes a virtual environment that holds exactly the packages of a requirements file, and returns its `python`.
 *
 * It is made once and kept until the requirements change; an installation that was interrupted is begun again. Two
 * processes may ask at the same time: one installs, the other waits.
 *
 * @throws Error when there is no Python of at least 3.11 with `venv`, or when pip refuses a package.
 */
export async function ensurePythonEnv(props: PythonEnvProps): Promise<string> {
  const home = join(ROOT, '.local', props.name);
  const python = join(home, 'bin', 'python');
  const marker = join(home, 'installed');
  const wanted = createHash('sha256')
    .update(await readFile(props.requirements))
    .digest('hex');
  if (await isInstalled(marker, wanted, python)) return python;

  await mkdir(join(ROOT, '.local'), { recursive: true });
  await withLock(`${home}.lock`, async () => {
    if (await isInstalled(marker, wanted, python)) return;
    await install(home, python, props.requirements);
    await writeFile(marker, wanted);
  });
  return python;
}

async function isInstalled(marker: string, wanted: string, python: string): Promise<boolean> {
  const found = await readFile(marker, 'utf8').catch(() => undefined);
  if (found !== wanted) return false;
  // The interpreter is a link to the system's, which an upgrade may have taken away.
  return stat(python).then(
    () => true,
    () => false,
  );
}

async function install(home: string, python: string, requirements: string): Promise<void> {
  const system = await findPython();
  await rm(home, { recursive: true, force: true });
  try {
    await run(system, ['-m', 'venv', home]);
  } catch (error) {
    throw new Error(
      `${system} -m venv failed. On Debian and Ubuntu, install python3-venv (apt install python3-venv).\n${outputOf(error)}`,
    );
  }
  const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--quiet'];
  try {
    await run(python, [...pip, '--require-hashes', '-r', requirements], { maxBuffer: 16 * 1024 * 1024 });
  } catch (error) {
    throw new Error(
      `pip could not install ${requirements}. Check the network and run the same command again.\n${outputOf(error)}`,
    );
  }
}

async function findPython(): Promise<string> {
  const seen: string[] = [];
  for (const candidate of [process.env.PYTHON, ...INTERPRETERS]) {
    if (candidate === undefined) continue;
    const version = await versionOf(candidate);
    if (version === undefined) continue;
    const [major = 0, minor = 0] = version;
    if (major === OLDEST_PYTHON[0] && minor >= OLDEST_PYTHON[1]) return candidate;
    seen.push(`${candidate} is ${major}.${minor}`);
  }
  const found = seen.length === 0 ? 'no python3 is on the PATH' : seen.join(', ');
  throw new Error(
    `Python ${OLDEST_PYTHON.join('.')} or newer is needed: ${found}. Install it (https://www.python.org/downloads/), ` +
      'or set PYTHON to the path of one that is not on the PATH.',
  );
}

async function versionOf(python: string): Promise<number[] | undefined> {
  try {
    const { stdout } = await run(python, ['-c', 'import sys; print(*sys.version_info[:2])'], { env: process.env });
    return stdout.trim().split(' ').map(Number);
  } catch {
    return undefined;
  }
}

/** Runs `work` while no other process does, told apart by a lock file that names the holder's process. */
async function withLock(path: string, work: () => Promise<void>): Promise<void> {
  for (;;) {
    const lock = await open(path, 'wx').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
      return undefined;
    });
    if (lock !== undefined) {
      try {
        await lock.writeFile(String(process.pid));
        await lock.close();
        await work();
      } finally {
        await rm(path, { force: true });
      }
      return;
    }
    if (await isAbandoned(path)) await rm(path, { force: true });
    else await sleep(200);
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  const file = await stat(path).catch(() => undefined);
  if (file === undefined) return false;
  const age = Date.now() - file.mtimeMs;
  if (age > LOCK_EXPIRES) return true;
  const holder = Number(await readFile(path, 'utf8').catch(() => ''));
  // Between creating the file and writing the number into it there is a moment without a holder.
  return holder > 0 ? !isAlive(holder) : age > 5_000;
}

function outputOf(error: unknown): string {
  const { stdout = '', stderr = '', message } = error as { stdout?: string; stderr?: string; message: string };
  return `${stderr}${stdout}`.trim() === '' ? message : `${stderr}${stdout}`.trim();
}
