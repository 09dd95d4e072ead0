import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';

/**
 * `production-ml` in a folder of its own. The readers use ES modules that jest cannot load: the command is bundled and run
 * as its users run it.
 */
export class CommandFolder {
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'production-ml-'));
  private readonly program = this.at('production-ml.cjs');

  constructor() {
    const entryPoints = [path.join(__dirname, '..', '..', '..', 'bin', 'production-ml.ts')];
    const outfile = this.program;
    buildSync({ entryPoints, outfile, bundle: true, platform: 'node', target: 'node20', logLevel: 'error' });
  }

  /** The path of a file in the folder. */
  at(name: string): string {
    return path.join(this.folder, name);
  }

  run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
    // Colours are for people: continuous integration would switch them on.
    const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };
    const { status, stdout, stderr } = spawnSync(process.execPath, [this.program, ...args], {
      encoding: 'utf8',
      cwd: this.folder,
      env,
    });
    return { status, stdout, stderr };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
