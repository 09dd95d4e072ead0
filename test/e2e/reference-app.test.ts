import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeEndpointCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import type { ModelManifestDocument } from '../../lib/contract';
import { readCaptured } from '../../scripts/start/captured';
import { LocalAccount } from '../local-aws/account';
import { writeAppConfig } from './support/app-config';
import { DeployedApp } from './support/deployed-app';
import { existing, listableResources, type StackResource } from './support/leftovers';
import { TINY_MODEL_COMMAND, type TinyModel, writeTinyModel } from './support/tiny-model';
import { askVersion, ConstantTraffic } from './support/traffic';

const ENDPOINT = 'tiny';
const STACK = 'tiny-production';
const REGION = 'eu-central-1';

/** One story in one account: each test goes on from where the one before it left the stack. */
describe('the reference app, deployed by the CDK CLI', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'reference-app-'));
  let account: LocalAccount;
  let app: DeployedApp;
  let runtime: SageMakerRuntimeClient;
  let firstPrefix: string;

  const model = (version: string, options: { sick?: boolean } = {}): Promise<TinyModel> =>
    writeTinyModel(folder, { version, account: account.accountId, region: REGION, ...options });
  const configFor = (manifest: string, shadowManifest?: string) =>
    writeAppConfig({
      folder,
      account: account.accountId,
      region: REGION,
      endpointName: ENDPOINT,
      manifest,
      shadowManifest,
    });

  beforeAll(async () => {
    account = await LocalAccount.start({ region: REGION, startTimeoutSeconds: 20 });
    app = new DeployedApp(account, STACK, folder);
    runtime = new SageMakerRuntimeClient({ ...account.clientConfig, maxAttempts: 1 });
    const { image } = await model('0.0.0');
    await account.registerImage({ image, command: TINY_MODEL_COMMAND });
    await account.bootstrap();
  }, 180_000);

  afterAll(async () => {
    await account?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('deploys a version with a shadow, and only the version answers', async () => {
    const config = configFor((await model('1.0.0')).manifest, (await model('1.1.0')).manifest);
    const { exitCode, output } = await app.deploy(config);
    expect(output).toContain(`✅  ${STACK}`);
    expect(exitCode).toBe(0);
    expect(await account.recorded()).toEqual([]);
    const answers = await Promise.all(Array.from({ length: 20 }, () => askVersion(runtime, ENDPOINT)));
    expect(new Set(answers)).toEqual(new Set(['1.0.0']));
  }, 180_000);

  test('captures every request of both variants, each with its inference id and its answer', async () => {
    await account.flushCapture();
    const { bucket, prefix } = await app.capturePrefix(ENDPOINT);
    firstPrefix = prefix;
    const s3 = new S3Client(account.clientConfig);
    const before = await readCaptured(s3, bucket, prefix);
    const ids = Array.from({ length: 25 }, (_, index) => `request-${index}`);
    for (const id of ids) await askVersion(runtime, ENDPOINT, id);
    await account.flushCapture();
    const after = await readCaptured(s3, bucket, prefix);
    const added = (variant: string) => (after.lines.get(variant) ?? 0) - (before.lines.get(variant) ?? 0);
    expect({ champion: added('champion'), shadow: added('shadow') }).toEqual({ champion: 25, shadow: 25 });
    expect(after.complete - before.complete).toBe(50);
    const line = JSON.parse(after.example?.line ?? '');
    expect(line.captureData.endpointInput).toMatchObject({ mode: 'INPUT', encoding: 'CSV', data: '1200.5,17' });
    expect(line.captureData.endpointOutput).toMatchObject({ mode: 'OUTPUT', encoding: 'CSV' });
  }, 60_000);

  test('deploys another version while traffic flows, and no request fails', async () => {
    const traffic = new ConstantTraffic(runtime, ENDPOINT);
    const { exitCode, output } = await app.deploy(configFor((await model('2.0.0')).manifest));
    await traffic.stop();
    expect({ exitCode, output: exitCode === 0 ? '' : output }).toEqual({ exitCode: 0, output: '' });
    expect(traffic.failures).toEqual([]);
    expect([...traffic.answers.keys()].sort()).toEqual(['1.0.0', '2.0.0']);
    expect(await askVersion(runtime, ENDPOINT)).toBe('2.0.0');
    const { prefix } = await app.capturePrefix(ENDPOINT);
    expect(prefix).not.toBe(firstPrefix);
  }, 180_000);

  test('deploys nothing when nothing changed', async () => {
    const { exitCode, output } = await app.deploy(configFor((await model('2.0.0')).manifest));
    expect(output).toContain('(no changes)');
    expect(exitCode).toBe(0);
  }, 120_000);

  test('rolls a version back that never becomes healthy, and the old one serves all the while', async () => {
    const traffic = new ConstantTraffic(runtime, ENDPOINT);
    const { exitCode, said } = await app.deploy(configFor((await model('3.0.0', { sick: true })).manifest));
    await traffic.stop();
    expect(exitCode).not.toBe(0);
    expect(said).toContain('did not pass the ping health check');
    expect(await app.status()).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(traffic.failures).toEqual([]);
    expect([...traffic.answers.keys()]).toEqual(['2.0.0']);
    const sagemaker = new SageMakerClient(account.clientConfig);
    const { EndpointStatus } = await sagemaker.send(new DescribeEndpointCommand({ EndpointName: ENDPOINT }));
    expect(EndpointStatus).toBe('InService');
  }, 300_000);

  test('refuses an artifact whose bytes are not the declared ones, before the endpoint is touched', async () => {
    const { manifest } = await model('4.0.0');
    const document = JSON.parse(readFileSync(manifest, 'utf8')) as ModelManifestDocument;
    const s3 = new S3Client(account.clientConfig);
    await s3.send(new CreateBucketCommand({ Bucket: 'models-elsewhere' }));
    const tampered = Buffer.from('not the artifact that was trained');
    await s3.send(new PutObjectCommand({ Bucket: 'models-elsewhere', Key: 'model.tar.gz', Body: tampered }));
    const artifact = { uri: 's3://models-elsewhere/model.tar.gz', sha256: document.artifact.sha256 };
    writeFileSync(manifest, JSON.stringify({ ...document, artifact }));
    const { exitCode, output } = await app.deploy(configFor(manifest));
    expect(exitCode).not.toBe(0);
    expect(output).toContain(document.artifact.sha256);
    expect(await app.status()).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await askVersion(runtime, ENDPOINT)).toBe('2.0.0');
  }, 300_000);

  test('goes on from a rolled-back stack with the next good version', async () => {
    const { exitCode } = await app.deploy(configFor((await model('5.0.0')).manifest));
    expect(exitCode).toBe(0);
    expect(await askVersion(runtime, ENDPOINT)).toBe('5.0.0');
  }, 180_000);

  test('is not destroyed while termination protection is on', async () => {
    const { exitCode, output } = await app.destroy();
    expect(exitCode).not.toBe(0);
    expect(output).toMatch(/termination ?protection/i);
    expect(await askVersion(runtime, ENDPOINT)).toBe('5.0.0');
  }, 120_000);

  test('leaves exactly the retained stateful resources when it is destroyed', async () => {
    const resources = await listableResources(account, STACK);
    expect(await existing(account, resources)).toEqual(resources);
    await app.allowTermination();
    const { exitCode, output } = await app.destroy();
    expect({ exitCode, output: exitCode === 0 ? '' : output }).toEqual({ exitCode: 0, output: '' });
    const retained = app.retained();
    const ids = (found: readonly StackResource[]) => found.map(({ logicalId }) => logicalId).sort();
    const expected = resources.filter(({ logicalId }) => retained.includes(logicalId));
    expect(ids(await existing(account, resources))).toEqual(ids(expected));
    expect(new Set(expected.map(({ type }) => type))).toEqual(
      new Set(['AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::Logs::LogGroup']),
    );
  }, 180_000);

  test('can be deployed again beside what was retained', async () => {
    const { exitCode, output } = await app.deploy(configFor((await model('5.0.0')).manifest));
    expect({ exitCode, output: exitCode === 0 ? '' : output }).toEqual({ exitCode: 0, output: '' });
    expect(await askVersion(runtime, ENDPOINT)).toBe('5.0.0');
  }, 180_000);
});
