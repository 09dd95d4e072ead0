import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runProgram } from '../../scripts/start/run-program';

/** A process that ended stays in the table until its new parent has noticed. */
function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return /^[^Z\s]/.test(stdout.trim());
}

test('returns what a program printed', async () => {
  await expect(runProgram('sh', ['-c', 'echo "$GREETING"'], { env: { GREETING: 'hello' } })).resolves.toBe('hello\n');
});

test('shows both outputs of a program that fails', async () => {
  await expect(runProgram('sh', ['-c', 'echo out; echo err >&2; exit 3'])).rejects.toThrow(/failed\nout\nerr\n/);
});

test('says which program is not there', async () => {
  await expect(runProgram('/nowhere/python', [])).rejects.toThrow(/\/nowhere\/python ENOENT/);
});

test('starts nothing once it was interrupted', async () => {
  await expect(runProgram('sh', ['-c', 'sleep 60'], { signal: AbortSignal.abort() })).rejects.toThrow(/aborted/);
});

test('an interruption ends the program and what it has started in turn', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'run-program-'));
  const pidFile = join(folder, 'pid');
  const stopping = new AbortController();
  const running = runProgram('sh', ['-c', 'sleep 60 & echo $! > "$PID_FILE"; wait'], {
    env: { PID_FILE: pidFile },
    signal: stopping.signal,
  });
  const outcome = expect(running).rejects.toThrow(/aborted/);
  while (!existsSync(pidFile) || readFileSync(pidFile, 'utf8') === '') await sleep(10);
  const grandchild = Number(readFileSync(pidFile, 'utf8'));
  stopping.abort();
  await outcome;
  for (let tries = 0; tries < 50 && isAlive(grandchild); tries += 1) await sleep(20);
  expect(isAlive(grandchild)).toBe(false);
  rmSync(folder, { recursive: true });
});
