import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { preProcessFile } from 'typescript';

/** The import rule of the architecture: what stands further down may import what stands further up, never the reverse. */
const LIB_LAYERS = [
  ['contract'],
  ['core'],
  ['foundation'],
  ['registry'],
  ['serving'],
  ['release'],
  ['monitoring', 'rollout', 'retraining', 'audit', 'observability', 'incident', 'cost', 'recovery', 'compliance'],
  ['platform'],
];

/** What each part of the run-time code may import, beside itself. */
const LAMBDA_ALLOWED: Record<string, readonly string[]> = {
  stats: [],
  decide: ['lambda/stats', 'lib/contract'],
  capture: ['lambda/stats', 'lambda/decide', 'lib/contract'],
  drift: ['lambda/stats', 'lambda/decide', 'lambda/capture', 'lib/contract'],
  report: ['lambda/stats', 'lambda/decide', 'lambda/capture', 'lambda/drift', 'lib/contract'],
  aws: ['lib/contract'],
  handlers: [
    'lambda/stats',
    'lambda/decide',
    'lambda/capture',
    'lambda/drift',
    'lambda/report',
    'lambda/aws',
    'lib/contract',
  ],
};

/** Packages that pure code must not reach: neither AWS nor the machine it runs on. */
const IMPURE =
  /^(@aws-sdk\/|@aws-lambda-powertools\/|aws-cdk-lib|constructs|cdk-nag|node:(fs|http|https|net|child_process|os|process))/;

interface Import {
  readonly file: string;
  /** `lib/core`, `lambda/stats`, or the name of a package. */
  readonly target: string;
  /** The imported path as written. */
  readonly specifier: string;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts'))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

const featureOf = (file: string) => file.split(path.sep).slice(0, 2).join('/');

function importsOf(folder: string): Import[] {
  return sources(folder).flatMap((file) =>
    preProcessFile(readFileSync(file, 'utf8'), true, true).importedFiles.map(({ fileName: specifier }) => {
      const local = specifier.startsWith('.');
      const resolved = local ? path.normalize(path.join(path.dirname(file), specifier)) : specifier;
      return { file, specifier, target: local ? featureOf(resolved) : specifier };
    }),
  );
}

const layerOf = (feature: string) => LIB_LAYERS.findIndex((layer) => layer.includes(feature.replace('lib/', '')));

describe('imports', () => {
  const lib = importsOf('lib').filter(({ file }) => file !== path.join('lib', 'index.ts'));
  const lambda = importsOf('lambda');

  test('go up the layers of lib, never down and never sideways', () => {
    const breaches = lib.filter(({ file, target }) => {
      const from = featureOf(file);
      if (!target.startsWith('lib/') || target === from) return false;
      return layerOf(from) === -1 || layerOf(target) === -1 || layerOf(target) >= layerOf(from);
    });
    expect(breaches).toEqual([]);
  });

  test('enter another feature of lib through its index', () => {
    const open = ['lib/contract', 'lib/core'];
    const breaches = lib.filter(
      ({ file, target, specifier }) =>
        target.startsWith('lib/') &&
        target !== featureOf(file) &&
        !open.includes(target) &&
        !new RegExp(`(^|/)${target.replace('lib/', '')}(/index)?$`).test(specifier),
    );
    expect(breaches).toEqual([]);
  });

  test('of contract: nothing at all', () => {
    expect(lib.filter(({ file, target }) => featureOf(file) === 'lib/contract' && target !== 'lib/contract')).toEqual(
      [],
    );
  });

  test('of compliance: cdk-nag, aws-cdk-lib, constructs, core and contract only', () => {
    const allowed = /^(cdk-nag(\/.*)?|aws-cdk-lib(\/.*)?|constructs|lib\/(core|contract|compliance)|node:.*)$/;
    expect(lib.filter(({ file, target }) => featureOf(file) === 'lib/compliance' && !allowed.test(target))).toEqual([]);
  });

  test('of lib never reach lambda, bin or test', () => {
    expect(lib.filter(({ target }) => /^(lambda|bin|test|scripts|bench)(\/|$)/.test(target))).toEqual([]);
  });

  test('of lib name only the peer dependencies and Node', () => {
    const packages = lib.filter(({ target }) => !target.startsWith('lib/'));
    expect(packages.filter(({ target }) => !/^(aws-cdk-lib|constructs|cdk-nag|node:)/.test(target))).toEqual([]);
  });

  test('of lambda stay inside what each part may use', () => {
    const breaches = lambda.filter(({ file, target }) => {
      const from = featureOf(file);
      const allowed = LAMBDA_ALLOWED[from.replace('lambda/', '')];
      if (allowed === undefined) return true;
      const local = target.startsWith('lambda/') || target.startsWith('lib/');
      return local && target !== from && !allowed.includes(target);
    });
    expect(breaches).toEqual([]);
  });

  test('of pure code reach neither AWS nor the machine', () => {
    const pure = ['lambda/stats', 'lambda/decide', 'lambda/capture', 'lambda/drift', 'lambda/report'];
    expect(lambda.filter(({ file, target }) => pure.includes(featureOf(file)) && IMPURE.test(target))).toEqual([]);
  });
});

describe('pure code', () => {
  test('reads no clock and draws no randomness of its own', () => {
    const impure = ['stats', 'decide', 'capture', 'drift']
      .filter((part) => readdirSync('lambda').includes(part))
      .flatMap((part) => sources(path.join('lambda', part)))
      .filter((file) =>
        /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.now\(/.test(readFileSync(file, 'utf8')),
      );
    expect(impure).toEqual([]);
  });
});

describe('the shape of files', () => {
  test('no source is longer than 300 lines', () => {
    const long = ['lib', 'lambda', 'bin', 'scripts']
      .flatMap(sources)
      .map((file) => ({ file, lines: readFileSync(file, 'utf8').split('\n').length }))
      .filter(({ lines }) => lines > 301);
    expect(long).toEqual([]);
  });

  test('lib/index.ts is re-exports only', () => {
    const statements = readFileSync('lib/index.ts', 'utf8')
      .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
      .split(';');
    expect(statements.map((text) => text.trim()).filter((text) => text !== '' && !text.startsWith('export '))).toEqual(
      [],
    );
  });
});
