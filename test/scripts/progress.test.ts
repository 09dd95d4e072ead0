import { spawnSync } from 'node:child_process';

/** Runs one step that takes its time, as a terminal or as a file would see it. */
function steps(isTerminal: boolean): { status: number | null; text: string } {
  const program = `
    const { Listr } = require('listr2');
    const { PROGRESS } = require('./scripts/start/progress.ts');
    process.stdout.isTTY = ${isTerminal};
    const task = (_, step) => { step.output = 'half way'; return new Promise((done) => setTimeout(done, 150)); };
    new Listr([{ title: 'Train', task }], PROGRESS).run();
  `;
  const args = ['--import', 'tsx', '--eval', program];
  const { CI: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env });
  return { status, text: stdout + stderr };
}

test.each([
  ['a list that moves in a terminal', true],
  ['plain lines without one', false],
])('progress is %s, with the time a step took', (_, isTerminal) => {
  const { status, text } = steps(isTerminal);
  expect(text).toMatch(/Train/);
  expect(text).toMatch(/\d\.\d s/);
  expect(status).toBe(0);
  // Moving the cursor would litter a log file.
  expect(text.includes('\u001b[?25l')).toBe(isTerminal);
});
