import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { version as floor } from 'aws-cdk-lib/package.json';
import { readAssembly } from './support/assembly';
import { foreignFolder, packed, run } from './support/packed';

/** The newest aws-cdk-lib that this library was tried with; the floor is the one it is compiled against. */
const NEWEST = '2.276.0';

describe.each([
  ['the floor', floor],
  ['the newest', NEWEST],
])('the packed library in an app of somebody else, at %s of aws-cdk-lib', (_, cdkVersion) => {
  let folder: string;

  beforeAll(async () => {
    folder = await foreignFolder('app.js');
    const dependencies = {
      'aws-cdk-lib': cdkVersion,
      'cdk-nag': '3.0.2',
      'cdk-production-ml': `file:${packed('js', '.tgz')}`,
      constructs: '10.8.1',
    };
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
    await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'], folder);
  }, 300_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('synthesises without a build tool, without Docker, and passes the ISO 27001 checks', async () => {
    // PATH holds Node alone: nothing else can be called.
    const env = { CDK_OUTDIR: 'cdk.out', PATH: path.dirname(process.execPath) };
    await run(process.execPath, ['app.js'], folder, env);
    const { resourceTypes, functionFiles, compliance } = readAssembly(path.join(folder, 'cdk.out'));
    expect(resourceTypes).toEqual(expect.arrayContaining(['Custom::ReleasedEndpoint', 'Custom::VerifiedArtifact']));
    expect(functionFiles).toContainEqual(['index.js', 'index.js.map']);
    expect(compliance.checks).toBeGreaterThan(20);
    expect(compliance.findings.errors).toBe(0);
  }, 120_000);

  test('checks an assembly on the command line, with nothing installed but its peers', async () => {
    const program = path.join('node_modules', '.bin', 'production-ml');
    const told = await run(process.execPath, [program, 'compliance', 'check', 'cdk.out', '--fail-on', 'never'], folder);
    expect(told).toContain('91 checks');
  }, 60_000);

  test('holds no source, no test and no dependency of its own', async () => {
    const list = await run('tar', ['-tzf', packed('js', '.tgz')], folder);
    const files = list.trim().split('\n');
    expect(files.filter((file) => /\.ts$/.test(file) && !file.endsWith('.d.ts'))).toEqual([]);
    expect(files.filter((file) => /^package\/(test|node_modules|examples|bench|lambda)\//.test(file))).toEqual([]);
    const manifest = JSON.parse(await run('tar', ['-xzOf', packed('js', '.tgz'), 'package/package.json'], folder));
    expect(manifest.dependencies ?? {}).toEqual({});
    expect(manifest.bundledDependencies ?? []).toEqual([]);
  });
});
