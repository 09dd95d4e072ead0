import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { LocalAccount } from './account';
import { TiedProcess } from './child-process';
import { ROOT } from './workspace';

jest.setTimeout(120_000);

const bucketsOf = async (account: LocalAccount) => {
  const { Buckets = [] } = await new S3Client(account.clientConfig).send(new ListBucketsCommand({}));
  return Buckets.map((bucket) => bucket.Name);
};
const createBucket = (account: LocalAccount, Bucket: string) =>
  new S3Client(account.clientConfig).send(new CreateBucketCommand({ Bucket }));

describe('two accounts at once', () => {
  let one: LocalAccount;
  let two: LocalAccount;

  beforeAll(async () => {
    [one, two] = await Promise.all([LocalAccount.start(), LocalAccount.start({ region: 'us-west-2' })]);
  });
  afterAll(() => Promise.all([one?.stop(), two?.stop()]));

  test('do not see each other', async () => {
    await createBucket(one, 'only-in-one');
    expect(await bucketsOf(one)).toEqual(['only-in-one']);
    expect(await bucketsOf(two)).toEqual([]);
  });

  test('listen on loopback only', async () => {
    for (const url of [one.url, one.hostingUrl, two.url, two.hostingUrl])
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:/);
    const outside = Object.values((await import('node:os')).networkInterfaces())
      .flat()
      .find((address) => address?.family === 'IPv4' && !address.internal);
    if (outside === undefined) return;
    const port = new URL(one.url).port;
    await expect(fetch(`http://${outside.address}:${port}/_local/health`)).rejects.toThrow();
  });

  test('are empty after a reset, and serve on', async () => {
    await createBucket(one, 'soon-gone');
    await one.reset();
    expect(await bucketsOf(one)).toEqual([]);
    await createBucket(one, 'soon-gone');
  });

  test('say which paths of their own they have when one is mistaken', async () => {
    const answer = await fetch(`${one.url}/_local/recordings`);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('/_local/recorded');
  });

  test('refuse a clock time that is none', async () => {
    const answer = await fetch(`${one.url}/_local/clock`, { method: 'POST', body: '{"now": "yesterday"}' });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('2001-04-02T10:00:00Z');
    const nothing = await fetch(`${one.url}/_local/clock`, { method: 'POST', body: '[]' });
    expect(nothing.status).toBe(400);
  });
});

test('stopping ends every process, removes the files, and may be asked for twice', async () => {
  const account = await LocalAccount.start();
  const group = descendants(process.pid).map(({ pid }) => pid);
  const home = account.env.CDK_HOME ?? '';
  expect(existsSync(home)).toBe(true);
  const before = Date.now();
  await account.stop();
  expect(Date.now() - before).toBeLessThan(5_000);
  await account.stop();
  expect(account.pids.every((pid) => group.includes(pid))).toBe(true);
  expect(await survivors(account.pids)).toEqual([]);
  expect(existsSync(home)).toBe(false);
});

test('nothing survives when the process that started the account is killed', async () => {
  const holder = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'fixtures/account-holder.ts')], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  expect(await firstLine(holder)).toEqual({ status: 'CREATE_COMPLETE' });
  const started = descendants(holder.pid ?? 0);
  const commands = started.map(({ command }) => command).join('\n');
  expect(commands).toContain('model-server.cjs');
  expect(commands).toMatch(/node .*ministack-lambda-Worker/);
  expect(commands).toMatch(/aws-cdk.bin.cdk synth/);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  expect(await survivors(started.map(({ pid }) => pid))).toEqual([]);
});

test('an account that cannot start says why and leaves nothing behind', async () => {
  const before = descendants(process.pid).length;
  await expect(LocalAccount.start({ log: '/no/such/folder/log' })).rejects.toThrow(/no such file.*folder/);
  await expect(LocalAccount.start({ captureFlush: { records: -1 } })).rejects.toThrow(
    /SageMaker hosting emulator did not start.*capture-flush-records/s,
  );
  expect(descendants(process.pid).length).toBe(before);
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`local-aws-account-${process.pid}-`))).toEqual([]);
});

describe('a server that does not start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'local-aws-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const start = (code: string) =>
    TiedProcess.start({
      name: 'The test server',
      command: process.execPath,
      args: ['-e', code],
      cwd: folder,
      env: process.env,
      log: join(folder, 'log'),
    });

  test('is reported with the end of its log', async () => {
    const server = start('console.error("port 1 is taken"); process.exit(3)');
    await expect(server.port('ready')).rejects.toThrow(
      /test server did not start: it ended with exit code 3.*port 1 is taken/s,
    );
  });

  test('is reported when its program is missing', async () => {
    const server = TiedProcess.start({
      name: 'The test server',
      command: join(folder, 'no-such-program'),
      args: [],
      cwd: folder,
      env: process.env,
      log: join(folder, 'log'),
    });
    await expect(server.port('ready')).rejects.toThrow(/did not start: .*ENOENT/);
  });

  test('is killed when it does not end by itself', async () => {
    const server = start('console.log(JSON.stringify({ event: "ready", port: 1 })); setInterval(() => {}, 1000)');
    await server.port('ready');
    await server.stop(200);
    expect(await survivors([server.pid ?? 0])).toEqual([]);
  });
});

async function firstLine(child: ChildProcess): Promise<unknown> {
  if (child.stdout === null) throw new Error('the child has no standard output');
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line);
  throw new Error('the child ended without a word');
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** Every process below this one. */
function descendants(root: number): Process[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n');
  const all = rows.map((row): Process => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row) ?? [];
    return { pid: Number(pid), parent: Number(parent), command: command ?? '' };
  });
  const below = (parent: number): Process[] =>
    all.filter((found) => found.parent === parent).flatMap((found) => [found, ...below(found.pid)]);
  return below(root);
}

/** Those of the processes that are still there after a moment. */
async function survivors(pids: readonly number[]): Promise<number[]> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const left = pids.filter(isRunning);
    if (left.length === 0 || Date.now() > deadline) return left;
    await sleep(50);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // A zombie has ended; whoever adopted it has not noticed yet.
  const state = execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return !state.trim().startsWith('Z');
}
