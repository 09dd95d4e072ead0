import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { create, Header } from 'tar';
import { awsClients } from '../aws-clients';
import { FakeAccount } from '../testing/fake-account';
import { fetchArtifact } from './artifact';

describe('a model artifact', () => {
  let account: FakeAccount;
  let directory: string;
  const target = () => join(directory, 'model');

  beforeEach(async () => {
    account = await FakeAccount.start();
    directory = mkdtempSync(join(tmpdir(), 'artifact-test-'));
    mkdirSync(target());
  });
  afterEach(async () => {
    rmSync(directory, { recursive: true });
    await account.stop();
  });

  const fetched = (container: Parameters<typeof fetchArtifact>[1]) => {
    const { s3 } = awsClients(account.url, '000000000000', 'eu-central-1');
    return fetchArtifact(s3, container, target());
  };
  const archive = (files: Record<string, string>, links: Record<string, string> = {}): Buffer => {
    const source = mkdtempSync(join(directory, 'source-'));
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(source, name)), { recursive: true });
      writeFileSync(join(source, name), content);
    }
    for (const [name, to] of Object.entries(links)) symlinkSync(to, join(source, name));
    return create({ cwd: source, gzip: true, sync: true }, readdirSync(source)).read() as Buffer;
  };
  /** An archive with one entry of any name, which no tool would make. */
  const hostile = (path: string, type: 'File' | 'SymbolicLink' | 'Link' = 'File', linkpath?: string): Buffer => {
    const content = type === 'File' ? Buffer.from('stolen') : Buffer.alloc(0);
    const header = Buffer.alloc(512);
    new Header({ path, type, linkpath, size: content.length, mode: 0o644 }).encode(header, 0);
    return gzipSync(
      Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512), Buffer.alloc(1024)]),
    );
  };

  test('is extracted, folders and inner links included', async () => {
    account.put(
      'models/a/model.tar.gz',
      archive({ 'weights.txt': '0.5', 'code/inference.py': 'pass' }, { latest: 'weights.txt' }),
    );
    await fetched({ ModelDataUrl: 's3://models/a/model.tar.gz' });
    expect(readFileSync(join(target(), 'latest'), 'utf8')).toBe('0.5');
    expect(readFileSync(join(target(), 'code', 'inference.py'), 'utf8')).toBe('pass');
  });

  test('may be named by ModelDataSource too', async () => {
    account.put('models/model.tar.gz', archive({ w: '1' }));
    const source = {
      S3Uri: 's3://models/model.tar.gz',
      S3DataType: 'S3Object' as const,
      CompressionType: 'Gzip' as const,
    };
    await fetched({ ModelDataSource: { S3DataSource: source } });
    expect(readdirSync(target())).toEqual(['w']);
  });

  test('may be every object under a prefix', async () => {
    account.put('models/v1/config.json', Buffer.from('{}'));
    account.put('models/v1/code/run.py', Buffer.from('pass'));
    const source = { S3Uri: 's3://models/v1/', S3DataType: 'S3Prefix' as const, CompressionType: 'None' as const };
    await fetched({ ModelDataSource: { S3DataSource: source } });
    expect(readdirSync(target()).sort()).toEqual(['code', 'config.json']);
  });

  test('may be absent', async () => {
    await fetched({ Image: 'image' });
    expect(readdirSync(target())).toEqual([]);
  });

  test.each([
    ['a path upwards', hostile('../escaped.txt')],
    ['a path upwards from within', hostile('a/../../escaped.txt')],
    ['an absolute path', hostile(join(tmpdir(), 'artifact-test-escaped.txt'))],
    ['a symbolic link upwards', hostile('link', 'SymbolicLink', '../..')],
    ['an absolute symbolic link', hostile('link', 'SymbolicLink', '/etc')],
    ['a hard link upwards', hostile('link', 'Link', '../../etc/passwd')],
  ])('with %s is refused and writes nothing outside', async (_, body) => {
    account.put('models/model.tar.gz', body);
    await expect(fetched({ ModelDataUrl: 's3://models/model.tar.gz' })).rejects.toThrow(
      'Failed to extract model data archive',
    );
    expect(readdirSync(directory).filter((name) => name.startsWith('escaped'))).toEqual([]);
    expect(readdirSync(tmpdir())).not.toContain('artifact-test-escaped.txt');
    expect(readdirSync(target())).toEqual([]);
  });

  test('that is no archive is refused', async () => {
    account.put('models/model.tar.gz', Buffer.from('this is text'));
    await expect(fetched({ ModelDataUrl: 's3://models/model.tar.gz' })).rejects.toThrow(
      'a tar archive compressed with gzip',
    );
  });

  test('that is cut off is refused', async () => {
    const whole = archive({ 'weights.txt': 'x'.repeat(100_000) });
    account.put('models/model.tar.gz', whole.subarray(0, whole.length - 20));
    await expect(fetched({ ModelDataUrl: 's3://models/model.tar.gz' })).rejects.toThrow('Failed to extract');
  });

  test('that does not exist is named', async () => {
    await expect(fetched({ ModelDataUrl: 's3://models/none.tar.gz' })).rejects.toThrow(
      'Could not access model data at s3://models/none.tar.gz.',
    );
    const source = { S3Uri: 's3://models/none/', S3DataType: 'S3Prefix' as const, CompressionType: 'None' as const };
    await expect(fetched({ ModelDataSource: { S3DataSource: source } })).rejects.toThrow('no object under this prefix');
  });
});
