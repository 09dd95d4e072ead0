import path from 'node:path';
import { sourceOf } from '../../lib/compliance/source-line';

const USER = `    at new Scoring (${path.join(process.cwd(), 'lib', 'scoring.ts')}:12:5)`;
const KERNEL = '    at Kernel._Kernel_ensureSync (/tmp/tmpvam2fwi2/lib/program.js:1:1)';

describe('the line of code that a stack trace tells', () => {
  const { argv, env } = process;
  afterEach(() => {
    process.argv = argv;
    process.env = env;
  });

  test('is the first that is the user’s own, relative to the working directory', () => {
    const trace = ['    at node:internal/modules/run_main:1:1', '    at x (/a/node_modules/b/c.js:1:2)', USER];
    expect(sourceOf(trace)).toBe('lib/scoring.ts:12');
  });

  test('is none where every frame is of somebody else', () => {
    expect(sourceOf(['    at x (/a/node_modules/b/c.js:1:2)'])).toBeUndefined();
    expect(sourceOf(undefined)).toBeUndefined();
  });

  test('is never one of the program that runs the library for another language, in a folder of a random name', () => {
    process.env = { ...env, JSII_AGENT: 'Python/3.11.2' };
    process.argv = ['node', '/tmp/tmpvam2fwi2/bin/jsii-runtime.js'];
    expect(sourceOf([KERNEL])).toBeUndefined();
    expect(sourceOf([KERNEL, USER])).toBe('lib/scoring.ts:12');
  });
});
