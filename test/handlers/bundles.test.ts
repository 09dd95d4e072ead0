import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { startAnswerServer } from './answer-server';

const ROOT = join(__dirname, '..', '..');
/** Not the folder that ships: other tests synthesise from it meanwhile. */
const BUNDLES = join('build', 'bundles-under-test');
const AGAIN = join('build', 'bundles-made-again');

const handlers = readdirSync(join(ROOT, 'lambda', 'handlers')).sort();
const fileOf = (folder: string, handler: string, file = 'index.js') => join(ROOT, folder, handler, file);

function bundle(folder: string): string {
  return execFileSync(process.execPath, [join(ROOT, 'scripts', 'bundle.mjs'), folder], { cwd: '/', encoding: 'utf8' });
}

function digests(folder: string): string[] {
  return handlers.flatMap((handler) =>
    ['index.js', 'index.js.map'].map((file) =>
      createHash('sha256')
        .update(readFileSync(fileOf(folder, handler, file)))
        .digest('hex'),
    ),
  );
}

let printed: string;

beforeAll(() => {
  printed = bundle(BUNDLES);
});

afterAll(() => {
  for (const folder of [BUNDLES, AGAIN]) rmSync(join(ROOT, folder), { recursive: true, force: true });
});

test('every handler has a bundle of less than a megabyte, whose size is printed, and nothing else has one', () => {
  expect(readdirSync(join(ROOT, BUNDLES)).sort()).toEqual(handlers);
  for (const handler of handlers) {
    expect(printed).toMatch(new RegExp(`\\d+ kB  ${handler}\n`));
    expect(statSync(fileOf(BUNDLES, handler)).size).toBeLessThan(1_000_000);
  }
});

test('the same sources give the same bytes', () => {
  bundle(AGAIN);
  expect(digests(AGAIN)).toEqual(digests(BUNDLES));
});

test('the bundle of a handler that is gone goes too', () => {
  const orphan = join(ROOT, BUNDLES, 'no-such-handler');
  mkdirSync(orphan);
  bundle(BUNDLES);
  expect(existsSync(orphan)).toBe(false);
});

test('a bundle names no path of the machine that made it', () => {
  for (const handler of handlers) {
    for (const file of ['index.js', 'index.js.map']) {
      expect(readFileSync(fileOf(BUNDLES, handler, file), 'utf8')).not.toContain(ROOT);
    }
  }
});

test('a bundle runs alone: the verifier answers a request in a process without any module', async () => {
  const server = await startAnswerServer();
  const event = {
    RequestType: 'Delete',
    ResponseURL: server.url,
    PhysicalResourceId: 's3://bucket/key',
    StackId: 's',
    RequestId: 'r',
    LogicalResourceId: 'l',
    ResourceProperties: {},
  };
  const program = `
    const { handler } = require(${JSON.stringify(fileOf(BUNDLES, 'verified-artifact'))});
    handler(${JSON.stringify(event)}, { getRemainingTimeInMillis: () => 60000 }).then(() => process.exit(0));`;
  await new Promise<void>((resolve, reject) => {
    execFile(process.execPath, ['-e', program], { cwd: '/', env: { AWS_REGION: 'eu-west-1' } }, (error) =>
      error === null ? resolve() : reject(error),
    );
  });
  await server.stop();
  expect(server.answers.map(({ body }) => body['Status'])).toEqual(['SUCCESS']);
});
