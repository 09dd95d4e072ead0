import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { App } from 'aws-cdk-lib';
import { loadConfig } from '../../bin/config/load';
import { buildStacks } from '../../bin/config/stacks';
import { RequestLimits } from '../../lib';
import { LocalAccount } from '../local-aws/account';
import { baselineFile } from '../monitoring/support';
import { writeAppConfig } from './support/app-config';
import { TINY_MODEL_COMMAND, writeTinyModel } from './support/tiny-model';
import { askVersion } from './support/traffic';

const REGION = 'eu-central-1';
const ENDPOINT = 'tiny';

describe('the reference app in the regulated profile, deployed by the CDK CLI', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'regulated-app-'));
  let account: LocalAccount;

  beforeAll(async () => {
    account = await LocalAccount.start({ region: REGION, startTimeoutSeconds: 20 });
    await account.bootstrap();
    await account.bootstrap('eu-west-1');
  }, 180_000);

  afterAll(async () => {
    await account?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('stands in two Regions and a network of its own, and answers', async () => {
    const { accountId } = account;
    const model = (version: string) => writeTinyModel(folder, { version, account: accountId, region: REGION });
    const { image, manifest } = await model('1.0.0');
    await account.registerImage({ image, command: TINY_MODEL_COMMAND });
    const config = writeAppConfig({
      folder,
      account: accountId,
      region: REGION,
      endpointName: ENDPOINT,
      manifest,
      shadowManifest: (await model('1.1.0')).manifest,
      baseline: baselineFile,
      accounts: { recovery: { account: accountId, region: 'eu-west-1' } },
      more: { profile: 'regulated', copies: { namePrefix: 'tiny' }, attestations: attested() },
    });
    const assembly = synthesise(config, folder);
    const { findings, results } = JSON.parse(readFileSync(path.join(assembly, 'iso27001', 'summary.json'), 'utf8'));
    expect({ findings, acknowledged: results.acknowledged }).toEqual({
      findings: { errors: 0, warnings: 0 },
      acknowledged: 0,
    });
    const { output, exitCode } = await account.cdk(['deploy', '--all', '--require-approval', 'never'], {
      app: assembly,
    });
    expect(output).toContain('✅  tiny-production');
    expect(exitCode).toBe(0);
    const runtime = new SageMakerRuntimeClient({ ...account.clientConfig, maxAttempts: 1 });
    expect(await askVersion(runtime, ENDPOINT)).toBe('1.0.0');
    expect([...new Set((await account.recorded()).map(({ type }) => type))].sort()).toEqual([
      'AWS::Backup::BackupSelection',
      'AWS::EC2::FlowLog',
      'AWS::Lambda::CodeSigningConfig',
      'AWS::WAFv2::LoggingConfiguration',
    ]);
  }, 240_000);
});

function attested() {
  const word = { evidence: 'Run by the security account', owner: 'security@example.com', expires: '2099-12-31' };
  return { '8.12': word, '8.16': word };
}

/** The app of a configuration with all else that a bank would add. @returns the folder of the assembly */
function synthesise(config: string, folder: string): string {
  const outdir = path.join(folder, 'cdk.out');
  const app = new App({ outdir });
  const { endpoint, keys } = buildStacks(app, loadConfig(config), folder);
  new RequestLimits(endpoint.stack, 'Limits', { keys });
  app.synth();
  return outdir;
}
