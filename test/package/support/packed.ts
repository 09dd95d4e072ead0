import { execFile } from 'node:child_process';
import { copyFileSync, readdirSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { writeTinyModel } from '../../e2e/support/tiny-model';

/** What `npm run package` made: the only file with this ending in a folder of `dist/`. */
export function packed(folder: 'js' | 'python', ending: string): string {
  const files = readdirSync(path.join('dist', folder)).filter((file) => file.endsWith(ending));
  if (files.length !== 1) throw new Error(`dist/${folder} holds ${files.length} ${ending} files: run npm run package`);
  return path.resolve('dist', folder, files[0] ?? '');
}

/** An empty folder outside the repository, with an app of somebody else and a model that a training run left there. */
export async function foreignFolder(app: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'foreign-app-'));
  copyFileSync(path.join(__dirname, '..', 'foreign-app', app), path.join(folder, app));
  const { manifest } = await writeTinyModel(folder, {
    version: '1.0.0',
    account: '123456789012',
    region: 'eu-central-1',
  });
  copyFileSync(manifest, path.join(folder, 'model.json'));
  copyFileSync(path.join(path.dirname(manifest), 'model.tar.gz'), path.join(folder, 'model.tar.gz'));
  return folder;
}

/** Runs a program in a folder. @throws Error with what it printed when it fails */
export async function run(file: string, args: readonly string[], cwd: string, env = {}): Promise<string> {
  const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 };
  try {
    const { stdout, stderr } = await promisify(execFile)(file, args, options);
    return `${stdout}${stderr}`;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${[file, ...args].join(' ')} failed\n${stdout}${stderr}`);
  }
}
