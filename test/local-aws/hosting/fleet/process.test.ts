import { tmpdir } from 'node:os';
import { eventually } from '../testing/hosting-under-test';
import { LeashedProcess } from './process';

const options = { cwd: tmpdir(), env: { PATH: process.env['PATH'] } };
const run = (script: string) => new LeashedProcess(['/bin/sh', '-c', script], options);
const isRunning = (pid: number | undefined) => {
  try {
    return process.kill(pid ?? 0, 0);
  } catch {
    return false;
  }
};

describe('a leashed process', () => {
  test.each([
    ['exit 0', { code: 0, signal: null }],
    ['exit 7', { code: 7, signal: null }],
    ['kill -SEGV $$', { code: null, signal: 'SIGSEGV' }],
  ])('reports how `%s` ended', async (script, exit) => {
    const process = run(script);
    expect(await process.exit).toEqual(exit);
    expect(process.exited).toEqual(exit);
  });

  test('keeps the last lines of both outputs, also one without an end', async () => {
    // The two outputs are two pipes: only the pause makes one come after the other.
    const process = run('seq 1 500; sleep 0.5; printf "no newline" >&2');
    await process.outputEnd;
    expect(process.lastLines()).toHaveLength(200);
    expect(process.lastLines(2)).toEqual(['500', 'no newline']);
    expect(process.lastLines()).not.toContain('301');
  });

  test('reports a program that does not exist', async () => {
    const process = new LeashedProcess(['/no/such/program', 'serve'], options);
    expect((await process.exit).code).toBe(127);
    await eventually(() => process.lastLines().join().includes('/no/such/program'), 'the shell names it');
  });

  test('ends by SIGTERM when it listens to it', async () => {
    const process = run('trap "exit 4" TERM; echo up; while :; do sleep 0.05; done');
    await eventually(() => process.lastLines().includes('up'), 'start');
    await process.stop(5);
    expect(process.exited).toEqual({ code: 4, signal: null });
  });

  test('is killed with all it started when it does not listen', async () => {
    const process = run('trap "" TERM; sleep 60 & echo $!; while :; do sleep 0.05; done');
    await eventually(() => process.lastLines().length > 0, 'start');
    const child = Number(process.lastLines()[0]);
    await process.stop(0.2);
    expect(process.exited?.signal).toBe('SIGKILL');
    await eventually(() => !isRunning(child), 'its child ends');
  });

  test('takes with it what it left behind', async () => {
    const process = run('sleep 60 & echo $!');
    await process.exit;
    await eventually(() => process.lastLines().length > 0, 'output');
    await eventually(() => !isRunning(Number(process.lastLines()[0])), 'the process it left behind ends');
  });
});
