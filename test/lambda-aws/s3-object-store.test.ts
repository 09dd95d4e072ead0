import { createHash } from 'node:crypto';
import { ObjectError, type ObjectVersion, parseUri, uriOf } from '../../lambda/aws/object-store';
import { copyInParts } from '../../lambda/aws/s3-multipart-copy';
import { S3ObjectStore } from '../../lambda/aws/s3-object-store';
import { FakeS3, s3Error } from './fake-s3';

const signal = new AbortController().signal;
const FROM = { bucket: 'from', key: 'folder with spaces/ünï+code.tar.gz' };
const TO = { bucket: 'to', key: 'models/m/1/model.tar.gz' };
const SETTINGS = { kmsKeyArn: 'arn:aws:kms:key', contentType: 'application/gzip', metadata: { 'model-name': 'm' } };
const BODY = 'artifact bytes';
const digestOf = (text: string) => ({ sha256: createHash('sha256').update(text).digest('hex'), partSha256: [] });
const partsOf = (...texts: string[]) => texts.map((text) => createHash('sha256').update(text).digest('base64'));

async function find(s3: FakeS3): Promise<ObjectVersion> {
  const object = await new S3ObjectStore(s3.client).find(FROM, signal);
  if (object === undefined) throw new Error('not stored');
  return object;
}

function withSource(reportsChecksums = true): FakeS3 {
  const s3 = new FakeS3(reportsChecksums);
  s3.put(FROM.bucket, FROM.key, BODY);
  return s3;
}

describe('finding', () => {
  test('says nothing is there when nothing is there', async () => {
    await expect(new S3ObjectStore(new FakeS3().client).find(FROM, signal)).resolves.toBeUndefined();
  });

  test('takes a checksum only where it covers the whole object', async () => {
    const s3 = new FakeS3();
    s3.put(FROM.bucket, FROM.key, BODY, { ChecksumAlgorithm: 'SHA256' });
    expect((await find(s3)).sha256).toBe(digestOf(BODY).sha256);
    expect((await find(withSource())).sha256).toBeUndefined();
  });

  test.each([
    [403, 'forbidden', 'pass it as encryptionKey of the source'],
    [301, 'other-region', 'bucket of another Region'],
    [412, 'changed', 'deploy again'],
  ])('explains status %d as %s', async (status, reason, remedy) => {
    const s3 = withSource();
    s3.once('HeadObject', () => {
      throw s3Error(status);
    });
    const error = await find(s3).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ObjectError);
    expect(error).toMatchObject({ reason, message: expect.stringContaining(remedy) });
    expect((error as Error).message).toContain(uriOf(FROM));
  });

  test('passes on an error that it cannot explain', async () => {
    const s3 = withSource();
    s3.once('HeadObject', () => {
      throw s3Error(503, 'SlowDown');
    });
    await expect(find(s3)).rejects.toThrow('SlowDown');
  });
});

describe('copying in one piece', () => {
  test('stores the same bytes under the given key, encryption and metadata', async () => {
    const s3 = withSource();
    const confirmed = await new S3ObjectStore(s3.client).copy(await find(s3), digestOf(BODY), TO, SETTINGS, signal);
    expect(confirmed).toBe(true);
    expect(s3.body(TO.bucket, TO.key)).toBe(BODY);
    expect(s3.input(TO.bucket, TO.key)).toMatchObject({
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: SETTINGS.kmsKeyArn,
      BucketKeyEnabled: true,
      MetadataDirective: 'REPLACE',
      Metadata: SETTINGS.metadata,
      TaggingDirective: 'REPLACE',
    });
  });

  test('leaves it to the caller to check a copy whose digest is not reported', async () => {
    const s3 = withSource(false);
    const copying = new S3ObjectStore(s3.client).copy(await find(s3), digestOf(BODY), TO, SETTINGS, signal);
    await expect(copying).resolves.toBe(false);
  });

  test('fails when S3 reports another digest than that of the bytes read', async () => {
    const s3 = withSource();
    const copying = new S3ObjectStore(s3.client).copy(await find(s3), digestOf('other'), TO, SETTINGS, signal);
    await expect(copying).rejects.toMatchObject({ reason: 'corrupt', location: TO });
  });

  test('fails when the source was replaced after it was read', async () => {
    const s3 = withSource();
    const unversioned = { ...(await find(s3)), versionId: undefined };
    s3.put(FROM.bucket, FROM.key, 'poisoned');
    const copying = new S3ObjectStore(s3.client).copy(unversioned, digestOf(BODY), TO, SETTINGS, signal);
    await expect(copying).rejects.toMatchObject({ reason: 'changed', location: FROM });
    expect(s3.body(TO.bucket, TO.key)).toBeUndefined();
  });

  test('copies the version that was read even when a newer one is there', async () => {
    const s3 = withSource();
    const read = await find(s3);
    s3.put(FROM.bucket, FROM.key, 'newer');
    await new S3ObjectStore(s3.client).copy(read, digestOf(BODY), TO, SETTINGS, signal);
    expect(s3.body(TO.bucket, TO.key)).toBe(BODY);
  });
});

describe('copying in parts', () => {
  const copy = async (s3: FakeS3, digests: string[], abort = signal) =>
    copyInParts(s3.client, await find(s3), digests, TO, SETTINGS, abort, 6);

  test('puts the parts together in order', async () => {
    const s3 = withSource();
    await expect(copy(s3, partsOf('artifa', 'ct byt', 'es'))).resolves.toBe(true);
    expect(s3.body(TO.bucket, TO.key)).toBe(BODY);
    expect(s3.input(TO.bucket, TO.key)).toMatchObject({ SSEKMSKeyId: SETTINGS.kmsKeyArn, Metadata: SETTINGS.metadata });
    expect(s3.uploads.size).toBe(0);
  });

  test('leaves it to the caller to check parts whose digests are not reported', async () => {
    await expect(copy(withSource(false), partsOf('artifa', 'ct byt', 'es'))).resolves.toBe(false);
  });

  test('fails on a part whose bytes are not those that were read, and leaves nothing behind', async () => {
    const s3 = withSource();
    await expect(copy(s3, partsOf('artifa', 'POISON', 'es'))).rejects.toMatchObject({ reason: 'corrupt' });
    expect(s3.body(TO.bucket, TO.key)).toBeUndefined();
    expect(s3.uploads.size).toBe(0);
  });

  test('fails when the source is replaced between two parts', async () => {
    const s3 = withSource(false);
    const unversioned = { ...(await find(s3)), versionId: undefined };
    s3.once('UploadPartCopy', () => undefined);
    s3.once('UploadPartCopy', () => s3.put(FROM.bucket, FROM.key, 'poisoned bytes'));
    await expect(copyInParts(s3.client, unversioned, [], TO, SETTINGS, signal, 6)).rejects.toThrow(
      'PreconditionFailed',
    );
    expect(s3.body(TO.bucket, TO.key)).toBeUndefined();
  });

  test('aborts the upload when a part fails, after all parts have ended', async () => {
    const s3 = withSource();
    s3.once('UploadPartCopy', () => {
      throw s3Error(500, 'InternalError');
    });
    await expect(copy(s3, partsOf('artifa', 'ct byt', 'es'))).rejects.toThrow('InternalError');
    expect(s3.uploads.size).toBe(0);
    expect(s3.calls.at(-1)?.name).toBe('AbortMultipartUpload');
  });

  test('tells the cause even when the upload cannot be aborted', async () => {
    const s3 = withSource();
    for (const operation of ['CompleteMultipartUpload', 'AbortMultipartUpload']) {
      s3.once(operation, () => {
        throw s3Error(500, `${operation} failed`);
      });
    }
    await expect(copy(s3, partsOf('artifa', 'ct byt', 'es'))).rejects.toThrow('CompleteMultipartUpload failed');
  });

  test('aborts the upload when the work is given up in mid-copy', async () => {
    const s3 = withSource();
    const abort = new AbortController();
    s3.once('UploadPartCopy', () => abort.abort());
    await expect(copy(s3, partsOf('artifa', 'ct byt', 'es'), abort.signal)).rejects.toThrow();
    expect(s3.uploads.size).toBe(0);
  });
});

test('reads back the URIs that it writes, and no others', () => {
  expect(parseUri(uriOf(FROM))).toEqual(FROM);
  for (const wrong of ['', 's3://', 's3://bucket', 's3://bucket/', 'https://bucket/key', '/bucket/key']) {
    expect(parseUri(wrong)).toBeUndefined();
  }
});
