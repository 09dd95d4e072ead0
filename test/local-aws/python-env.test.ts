import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePythonEnv } from './python-env';
import { ROOT } from './workspace';

jest.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), 'local-aws-test-'));
const name = `test-env-${process.pid}`;
const home = join(ROOT, '.local', name);
const requirements = join(folder, 'requirements.txt');

beforeAll(() => writeFileSync(requirements, '# nothing is needed\n'));
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
  rmSync(`${home}.lock`, { force: true });
  rmSync(folder, { recursive: true });
});

test('two who ask at once get the same environment, made once and then left alone', async () => {
  const [python, other] = await Promise.all([1, 2].map(() => ensurePythonEnv({ name, requirements })));
  expect(other).toBe(python);
  expect(existsSync(`${home}.lock`)).toBe(false);
  const prefix = execFileSync(python ?? '', ['-c', 'import sys; print(sys.prefix)'], { encoding: 'utf8' });
  expect(prefix.trim()).toBe(home);
  const leftAlone = join(home, 'left-alone');
  writeFileSync(leftAlone, '');
  const before = Date.now();
  await ensurePythonEnv({ name, requirements });
  expect(Date.now() - before).toBeLessThan(2_000);
  expect(existsSync(leftAlone)).toBe(true);
});

test('an installation that was killed is begun again', async () => {
  writeFileSync(join(home, 'left-over'), '');
  rmSync(join(home, 'installed'));
  // The largest number that a process can have on Linux, and more than one can have elsewhere.
  writeFileSync(`${home}.lock`, '4194304');
  await ensurePythonEnv({ name, requirements });
  expect(existsSync(join(home, 'left-over'))).toBe(false);
  expect(existsSync(`${home}.lock`)).toBe(false);
});

test('other requirements make it anew; a package without a hash is refused with what pip said', async () => {
  writeFileSync(join(home, 'left-over'), '');
  writeFileSync(requirements, 'six==1.17.0\n');
  await expect(ensurePythonEnv({ name, requirements })).rejects.toThrow(/pip could not install .*hash/is);
  expect(existsSync(join(home, 'left-over'))).toBe(false);
  expect(existsSync(join(home, 'installed'))).toBe(false);
  expect(existsSync(`${home}.lock`)).toBe(false);
});

test('without a Python the error says which to install', async () => {
  const { PATH, PYTHON } = process.env;
  process.env.PATH = folder;
  delete process.env.PYTHON;
  try {
    await expect(ensurePythonEnv({ name, requirements })).rejects.toThrow(/Python 3.11 or newer is needed.*PYTHON/s);
  } finally {
    process.env.PATH = PATH;
    if (PYTHON !== undefined) process.env.PYTHON = PYTHON;
  }
});
