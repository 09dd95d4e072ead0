#!/usr/bin/env node
// Entry of every npm script. Needs nothing but Node: it checks the machine, installs what is missing, then runs the task.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

const TASKS = ['start', 'test', 'build', 'package', 'bench', 'soak'];

function fail(message) {
  console.error(`\n${message}`);
  process.exit(1);
}

function checkMachine() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(`Node ${process.versions.node} is too old: install Node 20.19 or newer from https://nodejs.org.`);
  }
  const python = spawnSync('python3', ['-c', 'import sys, venv, ensurepip; print("%d.%d" % sys.version_info[:2])'], {
    encoding: 'utf8',
  });
  const [pythonMajor = 0, pythonMinor = 0] = (python.stdout ?? '').trim().split('.').map(Number);
  if (python.status !== 0 || pythonMajor !== 3 || pythonMinor < 11) {
    fail(
      'Python 3.11 or newer with the venv module is needed for the local AWS account and the example model. ' +
        'Install it (Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python).',
    );
  }
}

/** Installs the locked packages when the lock file is not the one that was installed last. */
function installPackages() {
  const marker = path.join('node_modules', '.installed-lock');
  const wanted = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return;
  console.log('Installing the locked npm packages ...');
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const [command, ...prefix] = npm;
  const result = spawnSync(command, [...prefix, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: 'inherit',
  });
  if (result.status !== 0) fail('npm ci failed; the lines above say why.');
  writeFileSync(marker, wanted);
}

const [task, ...args] = process.argv.slice(2);
if (!TASKS.includes(task)) fail(`Usage: node scripts/run.mjs <${TASKS.join('|')}>`);
checkMachine();
installPackages();
const { [task]: run } = await import('./tasks.mjs');
try {
  process.exitCode = await run(args);
} catch (error) {
  fail(error.message);
}
