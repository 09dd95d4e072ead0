import path from 'node:path';
import { buildSync } from 'esbuild';

/** Where the benchmarks of the drift engine keep what they generate. */
export const FOLDER = 'build/drift-bench';

/** Bundles a method, so that its process starts as a deployed one does. @returns path of the bundle. */
export function bundleMethod(method: string): string {
  const outfile = path.join(FOLDER, `${method}.cjs`);
  const entryPoints = [`bench/drift/methods/${method}.ts`];
  buildSync({ entryPoints, outfile, bundle: true, platform: 'node', target: 'node20', logLevel: 'error' });
  return outfile;
}
