import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The compiled app, as `cdk.json` runs it: `npm run build` makes it. */
describe('the reference app', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'app-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const synth = (config: unknown) => {
    const file = path.join(folder, 'config.json');
    writeFileSync(file, JSON.stringify(config));
    const env = {
      ...process.env,
      CDK_CONTEXT_JSON: JSON.stringify({ config: file }),
      CDK_OUTDIR: path.join(folder, 'out'),
    };
    return spawnSync(process.execPath, ['bin/app.js'], { encoding: 'utf8', env });
  };

  test('says what is wrong with its configuration, and nothing else', () => {
    const { status, stdout, stderr } = synth({ system: 'x' });
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^.*config\.json: \d+ problems\n( {2}- .+\n)+$/);
  });

  test('says what is wrong with the manifest that its configuration names, and nothing else', () => {
    const { status, stderr } = synth({
      system: 'flight-delay',
      owner: 'ml-platform@example.com',
      stage: 'production',
      accounts: { production: { account: '111122223333', region: 'eu-central-1' } },
      model: { manifest: 'none.json', endpointName: 'flight-delay', instanceType: 'ml.m5.large', instanceCount: 2 },
      alerts: [{ email: 'oncall@example.com' }],
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /none\.json: 1 problem\n {2}- .*Run the training, which writes it, or correct the path\.\n$/,
    );
  });
});
