import { createHash } from 'node:crypto';
import { S3ObjectStore } from '../../../lambda/aws/s3-object-store';
import type { ArtifactRequest } from '../../../lambda/handlers/verified-artifact/request';
import { ensureArtifact } from '../../../lambda/handlers/verified-artifact/verify';
import { FakeS3, s3Error } from '../../lambda-aws/fake-s3';

const signal = new AbortController().signal;
const BODY = 'the model that was trained';
const POISON = 'the model that was swapped in';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const REQUEST: ArtifactRequest = {
  source: { bucket: 'training', key: 'model.tar.gz' },
  target: { bucket: 'artifacts', key: `models/delay/1.0.0/${sha256(BODY)}/model.tar.gz` },
  kmsKeyArn: 'arn:aws:kms:eu-west-1:111111111111:key/k',
  sha256: sha256(BODY),
  modelName: 'delay',
  modelVersion: '1.0.0',
};

const { source, target } = REQUEST;
const ensure = (s3: FakeS3) => ensureArtifact(REQUEST, new S3ObjectStore(s3.client), signal);

function withSource(body = BODY, reportsChecksums = true): FakeS3 {
  const s3 = new FakeS3(reportsChecksums);
  s3.put(source.bucket, source.key, body);
  return s3;
}

test('stores an artifact whose digest is the declared one, and says which model it is', async () => {
  const s3 = withSource();
  await expect(ensure(s3)).resolves.toBe('copied');
  expect(s3.body(target.bucket, target.key)).toBe(BODY);
  expect(s3.input(target.bucket, target.key)).toMatchObject({
    ContentType: 'application/gzip',
    Metadata: { 'model-name': 'delay', 'model-version': '1.0.0', sha256: REQUEST.sha256 },
  });
});

test('fails on a wrong digest, naming both digests, and stores nothing', async () => {
  const s3 = withSource(POISON);
  const failure = (await ensure(s3).catch((error: unknown) => error)) as Error;
  expect(failure.message).toContain('s3://training/model.tar.gz');
  expect(failure.message).toContain(`SHA-256 ${sha256(POISON)}, expected ${sha256(BODY)}`);
  expect(s3.versions(target.bucket, target.key)).toBe(0);
});

test('does nothing the second time', async () => {
  const s3 = withSource();
  await ensure(s3);
  await expect(ensure(s3)).resolves.toBe('already there');
  expect(s3.versions(target.bucket, target.key)).toBe(1);
  expect(s3.count('CopyObject')).toBe(1);
});

test('trusts the digest that S3 computed of a stored artifact instead of reading it again', async () => {
  const s3 = withSource();
  await ensure(s3);
  const reads = s3.count('GetObject');
  await ensure(s3);
  expect(s3.count('GetObject')).toBe(reads);
});

test('needs no source for an artifact that is already stored', async () => {
  const s3 = new FakeS3();
  s3.put(target.bucket, target.key, BODY);
  await expect(ensure(s3)).resolves.toBe('already there');
});

test('takes a stored artifact by its bytes, not by what its metadata claims', async () => {
  const s3 = withSource();
  s3.put(target.bucket, target.key, POISON, { Metadata: { sha256: REQUEST.sha256 } });
  await expect(ensure(s3)).rejects.toThrow(`SHA-256 ${sha256(POISON)}, expected ${sha256(BODY)}`);
});

test('never overwrites wrong bytes at the right key', async () => {
  const s3 = withSource();
  s3.put(target.bucket, target.key, POISON, { ChecksumAlgorithm: 'SHA256' });
  await expect(ensure(s3)).rejects.toThrow('find out who in the audit trail');
  expect(s3.body(target.bucket, target.key)).toBe(POISON);
  expect(s3.versions(target.bucket, target.key)).toBe(1);
});

test('says what is missing', async () => {
  await expect(ensure(new FakeS3())).rejects.toThrow('s3://training/model.tar.gz does not exist');
});

test('says what it may not read', async () => {
  const s3 = withSource();
  s3.once('GetObject', () => {
    throw s3Error(403, 'AccessDenied');
  });
  await expect(ensure(s3)).rejects.toThrow('s3://training/model.tar.gz may not be read or written');
});

test('says where it may not write', async () => {
  const s3 = withSource();
  s3.once('CopyObject', () => {
    throw s3Error(403, 'AccessDenied');
  });
  await expect(ensure(s3)).rejects.toThrow(`s3://artifacts/${target.key} may not be read or written`);
});

test('stores the bytes it read when the source is replaced before the copy', async () => {
  const s3 = withSource();
  s3.once('CopyObject', () => s3.put(source.bucket, source.key, POISON));
  await expect(ensure(s3)).resolves.toBe('copied');
  expect(s3.body(target.bucket, target.key)).toBe(BODY);
});

test('reads the copy back where the store does not report what it wrote', async () => {
  const s3 = withSource(BODY, false);
  await expect(ensure(s3)).resolves.toBe('copied');
  expect(s3.calls.filter(({ name }) => name === 'GetObject').map(({ input }) => input['Bucket'])).toEqual([
    source.bucket,
    target.bucket,
  ]);
});

test('fails when such a copy turns out to hold other bytes', async () => {
  const s3 = withSource(BODY, false);
  s3.once('HeadObject', () => undefined);
  s3.once('HeadObject', () => undefined);
  s3.once('HeadObject', () => s3.put(target.bucket, target.key, POISON));
  await expect(ensure(s3)).rejects.toThrow(`SHA-256 ${sha256(POISON)}`);
});

test('verifies an artifact that a training run wrote to its final place itself', async () => {
  const s3 = new FakeS3();
  s3.put(target.bucket, target.key, BODY);
  const inPlace = { ...REQUEST, source: target };
  await expect(ensureArtifact(inPlace, new S3ObjectStore(s3.client), signal)).resolves.toBe('already there');
  expect(s3.versions(target.bucket, target.key)).toBe(1);
});
