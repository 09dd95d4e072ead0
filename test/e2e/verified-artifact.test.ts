import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GetObjectCommand, HeadObjectCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { App, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AlertChannel,
  AlertTopic,
  ArtifactSource,
  ArtifactStore,
  AuditTrail,
  EncryptionKeys,
  VerifiedArtifact,
} from '../../lib/foundation';
import { LocalAccount } from '../local-aws/account';

// CDK's built-in template validation costs seconds a synthesis.
process.env['CDK_VALIDATION'] = 'false';

const REGION = 'eu-central-1';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** One story in one account that enforces IAM: each test goes on from where the one before it left the stacks. */
describe('the foundation, deployed by the CDK CLI', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'verified-artifact-'));
  let account: LocalAccount;
  let s3: S3Client;
  let deployments = 0;

  /**
   * Deploys a stack with the store and one artifact, whose function the bucket admits by its ARN, and a stack with
   * another version of the model, whose function it admits by its tag.
   */
  async function deploy(version: string, digest: string, source: ArtifactSource) {
    const outdir = path.join(folder, `cdk.out.${deployments++}`);
    const app = new App({ outdir });
    const env = { account: account.accountId, region: REGION };
    const foundation = new Stack(app, 'Foundation', { env });
    const keys = new EncryptionKeys(foundation, 'Keys');
    const alerts = new AlertTopic(foundation, 'Alerts', { keys, channels: [AlertChannel.email('a@example.com')] });
    const store = new ArtifactStore(foundation, 'Store', {
      keys,
      alerts,
      namePrefix: 'e2e',
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new AuditTrail(foundation, 'Trail', { store });
    new VerifiedArtifact(foundation, 'Artifact', {
      store,
      modelName: 'm',
      version: '0.1.0',
      sha256: sha256('zeroth'),
      source: localFile('zero.tar.gz', 'zeroth'),
    });
    const serving = new Stack(app, 'Serving', { env });
    const artifact = new VerifiedArtifact(serving, 'Artifact', {
      store,
      modelName: 'm',
      version,
      sha256: digest,
      source,
    });
    new CfnOutput(serving, 'ArtifactUri', { value: artifact.s3Uri });
    app.synth();
    return account.cdk(['deploy', '--all', '--require-approval', 'never'], { app: outdir });
  }

  const BUCKET = `e2e-artifacts-000000000000-${REGION}`;
  const keyOf = (version: string, body: string) => `models/m/${version}/${sha256(body)}/model.tar.gz`;
  const read = async (key: string) =>
    (await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }))).Body?.transformToString();

  function localFile(name: string, body: string): ArtifactSource {
    const file = path.join(folder, name);
    writeFileSync(file, body);
    return ArtifactSource.asset(file);
  }

  beforeAll(async () => {
    account = await LocalAccount.start({ region: REGION, auth: true });
    s3 = new S3Client(account.clientConfig);
    await account.bootstrap();
  }, 180_000);

  afterAll(async () => {
    await account?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('stores local artifacts under their digests, encrypted by the key for artifacts', async () => {
    const { exitCode, output } = await deploy('1.0.0', sha256('first'), localFile('one.tar.gz', 'first'));
    expect(output).toContain(`s3://${BUCKET}/${keyOf('1.0.0', 'first')}`);
    expect(exitCode).toBe(0);
    expect(await read(keyOf('0.1.0', 'zeroth'))).toBe('zeroth');
    expect(await read(keyOf('1.0.0', 'first'))).toBe('first');
    const head = await s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: keyOf('1.0.0', 'first') }));
    expect(head).toMatchObject({
      ServerSideEncryption: 'aws:kms',
      Metadata: { 'model-name': 'm', 'model-version': '1.0.0', sha256: sha256('first') },
    });
  }, 240_000);

  test('fails the deployment of an artifact with another digest, says both, and keeps the version before', async () => {
    const uri = `s3://${BUCKET}/${keyOf('1.0.0', 'first')}`;
    const { exitCode, output } = await deploy('2.0.0', sha256('never written'), ArtifactSource.s3Uri(uri));
    expect(exitCode).not.toBe(0);
    expect(output).toContain(`SHA-256 ${sha256('first')}, expected ${sha256('never written')}`);
    const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET }));
    expect(Versions.map(({ Key }) => Key)).toEqual([keyOf('0.1.0', 'zeroth'), keyOf('1.0.0', 'first')]);
  }, 240_000);

  test('takes the next artifact, and keeps the one before for a rollback', async () => {
    const { exitCode } = await deploy('2.0.0', sha256('second'), localFile('two.tar.gz', 'second'));
    expect(exitCode).toBe(0);
    expect(await read(keyOf('2.0.0', 'second'))).toBe('second');
    expect(await read(keyOf('1.0.0', 'first'))).toBe('first');
  }, 240_000);
});
