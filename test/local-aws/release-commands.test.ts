import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { buildSync } from 'esbuild';
import { DynamoLedger } from '../../lambda/aws/release-ledger';
import { APPROVALS_INDEX, deploymentRecordName, LedgerKey, type ReleaseDeployment } from '../../lib/contract';
import { DEPLOYMENT } from '../bin/release/support/fake-account';
import { ENDPOINT, manifestOf, promoted } from '../bin/release/support/ledger-story';
import { LocalAccount } from './account';

jest.setTimeout(120_000);

const folder = mkdtempSync(path.join(tmpdir(), 'release-commands-'));
const program = path.join(folder, 'production-ml.cjs');
let account: LocalAccount;

/** A machine that does nothing but end as it should: what is tried here is how the command talks to AWS. */
const MACHINE = {
  StartAt: 'Begin',
  States: {
    Begin: { Type: 'Pass', Next: 'Acquire' },
    Acquire: { Type: 'Pass', Next: 'AwaitEndpoint' },
    AwaitEndpoint: { Type: 'Wait', Seconds: 2, Next: 'Choose' },
    Choose: {
      Type: 'Choice',
      Choices: [{ Variable: '$.operation', StringEquals: 'ABORT', Next: 'Failed' }],
      Default: 'Answer',
    },
    Answer: { Type: 'Pass', Result: { handled: true, shifted: 0, state: 'UNCHANGED', release: 2 }, Next: 'Succeeded' },
    Succeeded: { Type: 'Succeed' },
    Failed: { Type: 'Fail', Error: 'ReleaseFailed', Cause: 'No change is running that could be stopped.' },
  },
};

const env = () => ({ ...process.env, ...account.env, NO_COLOR: '1', FORCE_COLOR: undefined, CI: undefined });

function cli(...args: string[]) {
  const started = Date.now();
  const options = { encoding: 'utf8' as const, cwd: folder, env: env() };
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args, '--endpoint', ENDPOINT], options);
  return { status, stdout, stderr, millis: Date.now() - started };
}

async function deploy(): Promise<void> {
  const dynamo = new DynamoDBClient(account.clientConfig);
  const string = 'S' as const;
  await dynamo.send(
    new CreateTableCommand({
      TableName: 'ledger',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [LedgerKey.PARTITION, LedgerKey.SORT, 'manifestSha256'].map((AttributeName) => ({
        AttributeName,
        AttributeType: string,
      })),
      KeySchema: [
        { AttributeName: LedgerKey.PARTITION, KeyType: 'HASH' },
        { AttributeName: LedgerKey.SORT, KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: APPROVALS_INDEX,
          KeySchema: [
            { AttributeName: 'manifestSha256', KeyType: 'HASH' },
            { AttributeName: LedgerKey.PARTITION, KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
  const { stateMachineArn = '' } = await new SFNClient(account.clientConfig).send(
    new CreateStateMachineCommand({
      name: 'flight-delay-release',
      definition: JSON.stringify(MACHINE),
      roleArn: 'arn:aws:iam::000000000000:role/machine',
    }),
  );
  const deployment: ReleaseDeployment = { ...DEPLOYMENT, stateMachineArn };
  await new SSMClient(account.clientConfig).send(
    new PutParameterCommand({
      Name: deploymentRecordName(ENDPOINT, 'release'),
      Type: 'String',
      Value: JSON.stringify({ schemaVersion: 1, stack: 'FlightDelay', deployment }),
    }),
  );
  await new S3Client(account.clientConfig).send(
    new CreateBucketCommand({
      Bucket: DEPLOYMENT.artifactBucket,
      CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' },
    }),
  );
  await writeLedger(new DynamoLedger(dynamo, 'ledger', ENDPOINT));
}

async function writeLedger(ledger: DynamoLedger): Promise<void> {
  const story = promoted();
  let revision = 0;
  for (const [number, release] of story.releases) {
    revision += 1;
    const written = await ledger.write({
      head: { ...(story.head as NonNullable<typeof story.head>), revision },
      release: { release, signature: 'none', keyArn: 'none' },
      outcome: story.outcomes.get(number),
      events: story.events.filter((event) => event.release === number),
      manifests: Object.fromEntries(story.manifests),
    });
    expect(written).toBe(true);
  }
}

beforeAll(async () => {
  const entryPoints = [path.join(__dirname, '..', '..', 'bin', 'production-ml.ts')];
  buildSync({
    ...{ entryPoints, outfile: program, bundle: true, platform: 'node', target: 'node20', logLevel: 'error' },
    mainFields: ['module', 'main'],
  });
  account = await LocalAccount.start();
  await deploy();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await account?.stop();
});

test('status finds the stack by the name of the endpoint, in less than a second beyond the start of Node', () => {
  const { status, stdout, stderr } = cli('status', '--json');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const document = JSON.parse(stdout);
  expect(document).toMatchObject({ live: { release: 2 }, rollback: { release: 1, kind: 'cold', seconds: 240 } });
  expect(document.findings[0].what).toContain('found no endpoint');
  const times = [1, 2, 3].map(() => cli('status', '--json').millis - cli('status', '--help').millis);
  expect(Math.min(...times)).toBeLessThan(1000);
});

test('rollback starts the machine, shows its states and reads what it answers', () => {
  const { status, stdout, stderr } = cli('rollback', '--request-id', 'once', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ state: 'UNCHANGED', release: 2, live: 2 });
  expect(stderr).toMatch(/Taking the lock of the endpoint\n.*Waiting for the endpoint\n.*Giving the answer/);
  expect(status).toBe(0);
  const again = JSON.parse(cli('rollback', '--request-id', 'once', '--json').stdout);
  expect(again.executionArn).toBe(JSON.parse(stdout).executionArn);
});

test('a refusal of the machine is exit code 5, with its reason', () => {
  const { status, stdout } = cli('abort');
  expect(status).toBe(5);
  expect(stdout).toContain('No change is running that could be stopped.');
});

test('releases are read from the ledger: list, diff with manifests, history', () => {
  expect(cli('releases', 'list').stdout).toContain('LIVE, serves now');
  expect(cli('releases', 'diff', '1', '2').stdout).toContain('library scikit-learn');
  expect(JSON.parse(cli('releases', 'history', '--json', '--last', '1').stdout).events).toMatchObject([{ release: 2 }]);
});

test('promote uploads, registers its author and waits for somebody else, who cannot be the author', async () => {
  const bytes = Buffer.alloc(20 * 1024 ** 2, 'model');
  writeFileSync(path.join(folder, 'model.tar.gz'), bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const manifest = manifestOf('3.0.0', { artifact: { file: 'model.tar.gz', sha256, sizeBytes: bytes.length } });
  writeFileSync(path.join(folder, 'model.json'), JSON.stringify(manifest));
  const { status, stdout, stderr } = cli('promote', '--manifest', 'model.json', '--json');
  expect({ status, stderr }).toEqual({ status: 5, stderr: expect.stringContaining(`s3://artifacts/candidates/`) });
  const { manifestSha256 } = JSON.parse(stdout);
  const Key = `candidates/flight-delay/3.0.0/${sha256}/model.tar.gz`;
  const head = await new S3Client(account.clientConfig).send(new HeadObjectCommand({ Bucket: 'artifacts', Key }));
  expect(head.ContentLength).toBe(bytes.length);
  const own = cli('approve', '--sha256', manifestSha256);
  expect(own).toMatchObject({ status: 1, stderr: expect.stringContaining('cannot approve it') });
});

test('Ctrl-C ends the watching and not the machine', async () => {
  const child = spawn(process.execPath, [program, 'repair', '--json', '--endpoint', ENDPOINT], {
    env: env(),
    cwd: folder,
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
    if (stderr.includes('Waiting for the endpoint')) child.kill('SIGINT');
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect(code).toBe(8);
  expect(JSON.parse(stdout)).toMatchObject({ state: 'RUNNING' });
});

test('an endpoint without a release machine is named as such', () => {
  const options = { encoding: 'utf8' as const, env: env() };
  const { status, stderr } = spawnSync(process.execPath, [program, 'status', '--endpoint', 'other'], options);
  expect(status).toBe(1);
  expect(stderr).toContain('No release is deployed for the endpoint other');
  expect(stderr).not.toContain('    at ');
});
