// Builds everything that runs: the jsii library, the Lambda bundles, the reference app and the CLI.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build as esbuild } from 'esbuild';

const STAMPS = path.join('build', 'stamps');

/** Files below a folder, sorted, without what a build makes. */
export function filesBelow(folder, accept = () => true) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !file.includes('node_modules') && accept(file))
    .sort();
}

const isSource = (file) => /\.(ts|mts|mjs|cjs|json)$/.test(file) && !file.endsWith('.d.ts');

export function digestOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { stdio: 'inherit', ...options });
  if (result.error) throw result.error;
  if (result.status !== 0)
    throw new Error(`${[command, ...args].join(' ')} ended with ${result.status ?? result.signal}`);
}

/** Runs a step unless its inputs are those of its last success and its outputs still exist. */
async function step(name, inputs, outputs, action) {
  const stamp = path.join(STAMPS, name);
  const wanted = digestOf(inputs);
  const present = outputs.every((file) => existsSync(file));
  if (present && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const started = Date.now();
  await action();
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(stamp, wanted);
  console.log(`Built ${name} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/** jsii leaves the output of deleted sources behind; a package must not ship it. */
function removeOrphans() {
  for (const file of filesBelow('lib', (name) => /(\.js|\.d\.ts)$/.test(name))) {
    if (!existsSync(file.replace(/(\.js|\.d\.ts)$/, '.ts'))) rmSync(file);
  }
}

/** jsii always writes source maps into the scripts: two thirds of what every synth would read, and of the package. */
function removeInlineSourceMaps() {
  for (const file of filesBelow('lib', (name) => name.endsWith('.js'))) {
    const script = readFileSync(file, 'utf8');
    const bare = script.replace(/^\/\/# sourceMappingURL=data:.*$/m, '');
    if (bare !== script) writeFileSync(file, bare);
  }
}

/** jsii warns about the end of life of Node 20, which this project still tests on. */
const JSII_ENV = { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' };

export function buildLibrary() {
  const inputs = [...filesBelow('lib', isSource), 'package.json', 'package-lock.json', 'README.md', 'LICENSE'];
  return step('library', inputs.filter(existsSync), ['lib/index.js', '.jsii'], () => {
    removeOrphans();
    run('node_modules/.bin/jsii', ['--silence-warnings=reserved-word', '--generate-tsconfig', 'tsconfig.jsii.json'], {
      env: JSII_ENV,
    });
    removeInlineSourceMaps();
  });
}

/** The npm tarball and the Python wheel, from what is built. */
export function packageAll() {
  const inputs = [
    '.jsii',
    'package.json',
    ...filesBelow('assets'),
    ...filesBelow('lib', (file) => file.endsWith('.js')),
    ...filesBelow('bin', (file) => file.endsWith('.js')),
  ];
  return step('packages', inputs, ['dist/js', 'dist/python'], () => {
    rmSync('dist', { recursive: true, force: true });
    run('node_modules/.bin/jsii-pacmak', ['--outdir', 'dist'], { env: JSII_ENV });
  });
}

export function buildHandlers() {
  const inputs = [
    ...filesBelow('lambda', isSource),
    ...filesBelow('lib/contract', isSource),
    'scripts/bundle.mjs',
    'package-lock.json',
  ];
  return step('handlers', inputs, ['assets/lambda'], () => run(process.execPath, ['scripts/bundle.mjs']));
}

const PEERS = ['aws-cdk-lib', 'constructs', 'cdk-nag'];

/** The library stays outside of the programs: it finds its bundles beside itself, and its classes must be one. */
const libraryStaysOutside = {
  name: 'library-stays-outside',
  setup(builder) {
    builder.onResolve({ filter: /^\.\.?\/(.*\/)?lib(\/|$)/ }, ({ path: specifier, resolveDir }) => {
      const resolved = path.resolve(resolveDir, specifier);
      // Packages have a folder of that name too, and belong inside.
      if (path.relative('lib', resolved).startsWith('..')) return undefined;
      const file = path.relative('bin', resolved);
      return { path: file.split(path.sep).join('/'), external: true };
    });
  },
};

/** The reference app and the CLI: one file each, so that starting them resolves no tree of modules. */
export function buildPrograms() {
  const programs = ['app', 'production-ml'].filter((name) => existsSync(`bin/${name}.ts`));
  const inputs = [
    ...['bin', 'lambda', 'lib/contract'].flatMap((folder) => filesBelow(folder, (file) => isSource(file))),
    'scripts/build.mjs',
    'package-lock.json',
  ].filter((file) => !/^bin\/[^/]+\.js$/.test(file));
  const outputs = programs.map((name) => `bin/${name}.js`);
  return step('programs', inputs, outputs, () =>
    esbuild({
      entryPoints: programs.map((name) => `bin/${name}.ts`),
      outdir: 'bin',
      bundle: true,
      minify: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      // The ES modules of a package, where it has them: only those can be tree-shaken.
      mainFields: ['module', 'main'],
      // What is loaded only where it is needed is loaded by require, which finds folders of the library.
      supported: { 'dynamic-import': false },
      logLevel: 'warning',
      external: PEERS.flatMap((peer) => [peer, `${peer}/*`]),
      plugins: [libraryStaysOutside],
    }),
  );
}

export async function buildAll() {
  await buildLibrary();
  await buildHandlers();
  await buildPrograms();
}
