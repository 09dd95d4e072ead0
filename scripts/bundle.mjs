// Bundles every Lambda handler: lambda/handlers/<name>/index.ts becomes assets/lambda/<name>/index.js with its source
// map (or below the folder that is given as argument). The bundles ship with the package, so that a user's synthesis builds nothing. Same sources, same bytes: the
// digest of a bundle names the deployed code.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const HANDLERS = join('lambda', 'handlers');
const OUTPUT = process.argv[2] ?? join('assets', 'lambda');

/** A larger bundle is a dependency that was not tree-shaken; it also makes cold starts slow. */
const MAX_BYTES = 1_000_000;

function handlerNames() {
  return readdirSync(join(ROOT, HANDLERS), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(ROOT, HANDLERS, entry.name, 'index.ts')))
    .map((entry) => entry.name)
    .sort();
}

async function bundle(name) {
  const outfile = join(OUTPUT, name, 'index.js');
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [join(HANDLERS, name, 'index.ts')],
    outfile,
    bundle: true,
    minify: true,
    // Errors and log entries carry class and function names.
    keepNames: true,
    platform: 'node',
    // Lambda runs Node 22; the account on this machine runs the Node that is installed.
    target: 'node20',
    format: 'cjs',
    // The ES modules of a package, where it has them: only those can be tree-shaken.
    mainFields: ['module', 'main'],
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    charset: 'utf8',
    metafile: true,
    logLevel: 'warning',
    // TypeScript settings of the caller's folder must not change the output.
    tsconfigRaw: { compilerOptions: { target: 'ES2022', useDefineForClassFields: true } },
  });
  return { name, bytes: metafile.outputs[outfile].bytes };
}

/** A bundle whose handler is gone must not be shipped. */
function removeOrphans(names) {
  if (!existsSync(join(ROOT, OUTPUT))) return;
  for (const entry of readdirSync(join(ROOT, OUTPUT))) {
    if (!names.includes(entry)) rmSync(join(ROOT, OUTPUT, entry), { recursive: true });
  }
}

const names = handlerNames();
removeOrphans(names);
const bundles = await Promise.all(names.map(bundle));
for (const { name, bytes } of bundles) console.log(`${String(Math.ceil(bytes / 1000)).padStart(5)} kB  ${name}`);

const tooLarge = bundles.filter(({ bytes }) => bytes > MAX_BYTES);
if (tooLarge.length > 0) {
  const listed = tooLarge.map(({ name, bytes }) => `${name} (${bytes} bytes)`).join(', ');
  console.error(`Larger than ${MAX_BYTES} bytes: ${listed}. Import less, or from a narrower entry point of a package.`);
  process.exitCode = 1;
}
