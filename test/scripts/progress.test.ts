import { spawnSync } from 'node:child_process';

/** Runs steps that take their time, as a terminal or as a file would see them. */
function steps(isTerminal: boolean): { status: number | null; text: string } {
  const program = `
    const { Listr } = require('listr2');
    const { PROGRESS } = require('./scripts/start/progress.ts');
    process.stdout.isTTY = ${isTerminal};
    const train = async (_, step) => {
      for (let done = 1; done <= 5; done++) {
        step.output = done + ' of 5 requests';
        await new Promise((next) => setTimeout(next, 30));
      }
      step.title = 'Trained 2 versions';
    };
    const fail = () => Promise.reject(new Error('cdk deploy failed\\nline of its log'));
    const all = [{ title: 'Train', task: train }, { title: 'Deploy', task: fail }, { title: 'Never', task: () => {} }];
    new Listr(all, PROGRESS).run().catch((error) => console.error('\\n' + error.message));
  `;
  const args = ['--import', 'tsx', '--eval', program];
  const { CI: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...env, NO_COLOR: '1', FORCE_COLOR: undefined },
  });
  return { status, text: stdout + stderr };
}

const CURSOR = '\u001b[?25l';

test('progress is a list that moves in a terminal, with the time a step took', () => {
  const { status, text } = steps(true);
  expect(status).toBe(0);
  expect(text).toMatch(/Trained 2 versions.*\d\.\d s/);
  expect(text).toContain('3 of 5 requests');
  expect(text).toContain(CURSOR);
});

test('without a terminal it is one line a step, once the step has ended, and the reason of a failure once', () => {
  const { status, text } = steps(false);
  expect(status).toBe(0);
  const lines = text.split('\n').filter((line) => line !== '');
  expect(lines).toEqual([
    expect.stringMatching(/^✔ Trained 2 versions \[\d\.\d s\]$/),
    '✖ Deploy',
    'cdk deploy failed',
    'line of its log',
  ]);
  // Moving the cursor would litter a log file.
  expect(text).not.toContain('\u001b');
});
