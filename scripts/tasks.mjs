// What each npm script does, once the machine is fit and the packages are installed.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { buildAll, packageAll, run } from './build.mjs';

/** Node 20 is tested on purpose until it leaves `engines`: two libraries need not repeat that its days are numbered. */
const ENV = {
  ...process.env,
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20',
};

/** Ctrl-C reaches this process too: it waits until the program has cleaned up, so that the prompt comes back after. */
function typescript(file, args) {
  const wait = () => {};
  process.on('SIGINT', wait);
  try {
    return spawnSync(process.execPath, ['--import', 'tsx', file, ...args], { stdio: 'inherit', env: ENV });
  } finally {
    process.off('SIGINT', wait);
  }
}

function exitCode(result) {
  return result.status ?? 1;
}

export async function build() {
  await buildAll();
  return 0;
}

/** Exported as `package`, the name of its npm script. */
async function makePackages() {
  await buildAll();
  await packageAll();
  return 0;
}

export { makePackages as package };

export async function start(args) {
  await buildAll();
  return exitCode(typescript('scripts/start.ts', args));
}

/** The kinds of test in the order in which a failure is cheapest to find. */
const PROJECTS = ['unit', 'local-aws', 'package', 'e2e'];

export async function test(args) {
  const wanted = args.filter((arg) => PROJECTS.includes(arg));
  const rest = args.filter((arg) => !PROJECTS.includes(arg));
  run('node_modules/.bin/biome', ['check', '--error-on-warnings', '.']);
  await buildAll();
  run('node_modules/.bin/tsc', ['--project', '.']);
  await packageAll();
  mkdirSync('build', { recursive: true });
  let failures = 0;
  const totals = { passed: 0, failed: 0, skipped: 0 };
  for (const project of wanted.length > 0 ? wanted : PROJECTS) {
    console.log(`\n== ${project} tests`);
    const report = `build/jest-${project}.json`;
    rmSync(report, { force: true });
    const result = spawnSync(
      'node_modules/.bin/jest',
      ['--selectProjects', project, '--maxWorkers=2', '--json', `--outputFile=${report}`, ...rest],
      {
        stdio: ['inherit', 'ignore', 'inherit'],
        env: process.stderr.isTTY ? { ...ENV, FORCE_COLOR: '1' } : { ...ENV, NO_COLOR: '1' },
      },
    );
    if (result.status !== 0) failures += 1;
    try {
      const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(
        readFileSync(report, 'utf8'),
      );
      totals.passed += numPassedTests;
      totals.failed += numFailedTests;
      totals.skipped += numPendingTests + numTodoTests;
    } catch {
      console.error(`jest wrote no report for the ${project} tests`);
      failures += 1;
    }
  }
  console.log(
    `\n${totals.passed} passed, ${totals.failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''}`,
  );
  return failures === 0 ? 0 : 1;
}

export async function bench(args) {
  await buildAll();
  return exitCode(typescript('bench/run.ts', args));
}

export async function soak(args) {
  await buildAll();
  return exitCode(typescript('test/soak/run.ts', args));
}
