import { rmSync } from 'node:fs';
import path from 'node:path';
import { ensurePythonEnv } from '../local-aws/python-env';
import { readAssembly } from './support/assembly';
import { foreignFolder, packed, run } from './support/packed';

describe('the wheel in an app of somebody else', () => {
  let folder: string;
  let python: string;

  beforeAll(async () => {
    python = await ensurePythonEnv({ name: 'wheel', requirements: path.join(__dirname, 'requirements.txt') });
    folder = await foreignFolder('app.py');
    const wheel = packed('python', '.whl');
    await run(python, ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', 'site', wheel], folder);
  }, 300_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('synthesises from Python and passes the ISO 27001 checks', async () => {
    const env = {
      CDK_OUTDIR: 'cdk.out',
      PYTHONPATH: 'site',
      JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20',
      PYTHONDONTWRITEBYTECODE: '1',
    };
    await run(python, ['app.py'], folder, env);
    const { resourceTypes, functionFiles, compliance } = readAssembly(path.join(folder, 'cdk.out'));
    expect(resourceTypes).toEqual(expect.arrayContaining(['Custom::ReleasedEndpoint', 'Custom::VerifiedArtifact']));
    expect(functionFiles).toContainEqual(['index.js', 'index.js.map']);
    expect(compliance.findings.errors).toBe(0);
  }, 180_000);
});
