import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { digestObject } from '../../lambda/aws/object-digest';
import { isCopiedInParts, MAX_COPY_BYTES, partRanges } from '../../lambda/aws/object-parts';
import type { ObjectVersion } from '../../lambda/aws/object-store';
import { S3ObjectStore } from '../../lambda/aws/s3-object-store';
import { FakeS3, s3Error } from './fake-s3';

const signal = new AbortController().signal;
const hex = (text: string) => createHash('sha256').update(text).digest('hex');
const base64 = (text: string) => createHash('sha256').update(text).digest('base64');
const BODY = 'the bytes of a model, long enough for several chunks';

async function stored(s3: FakeS3, body = BODY): Promise<{ store: S3ObjectStore; object: ObjectVersion }> {
  s3.put('bucket', 'key', body);
  const store = new S3ObjectStore(s3.client);
  const object = await store.find({ bucket: 'bucket', key: 'key' }, signal);
  if (object === undefined) throw new Error('not stored');
  return { store, object };
}

test('digests an object in one pass', async () => {
  const s3 = new FakeS3();
  const { store, object } = await stored(s3);
  expect(await digestObject(store, object, signal)).toEqual({ sha256: hex(BODY), partSha256: [] });
  expect(s3.count('GetObject')).toBe(1);
});

test('digests an empty object without reading it', async () => {
  const s3 = new FakeS3();
  const { store, object } = await stored(s3, '');
  expect((await digestObject(store, object, signal)).sha256).toBe(hex(''));
  expect(s3.count('GetObject')).toBe(0);
});

test('resumes where a download was cut, without digesting a byte twice', async () => {
  const s3 = new FakeS3();
  const { store, object } = await stored(s3);
  s3.cutAfter.push(10, 0, 20);
  expect((await digestObject(store, object, signal)).sha256).toBe(hex(BODY));
  expect(s3.calls.filter(({ name }) => name === 'GetObject').map(({ input }) => input['Range'])).toEqual([
    undefined,
    'bytes=10-',
    'bytes=10-',
    'bytes=30-',
  ]);
});

test('survives any number of cuts as long as bytes arrive in between', async () => {
  const s3 = new FakeS3();
  const { store, object } = await stored(s3);
  s3.cutAfter.push(...new Array(20).fill(1));
  expect((await digestObject(store, object, signal)).sha256).toBe(hex(BODY));
});

test('reads the version that was found even when a newer one is there', async () => {
  const s3 = new FakeS3();
  const { store, object } = await stored(s3);
  s3.put('bucket', 'key', BODY.toUpperCase());
  expect((await digestObject(store, object, signal)).sha256).toBe(hex(BODY));
});

test('gives up when a download makes no progress', async () => {
  const s3 = new FakeS3();
  const { store, object } = await stored(s3);
  s3.cutAfter.push(...new Array(20).fill(0));
  await expect(digestObject(store, object, signal)).rejects.toThrow('connection was reset');
  expect(s3.count('GetObject')).toBeLessThan(10);
});

test('gives up when a body ends early again and again without an error', async () => {
  const store = {
    read: async () => (async function* () {})(),
  } as unknown as S3ObjectStore;
  const object = { bucket: 'b', key: 'k', etag: '"e"', sizeBytes: 3 };
  await expect(digestObject(store, object, signal)).rejects.toThrow('stopped at byte 0 of 3');
});

test('refuses bytes of another version of the object when it resumes', async () => {
  const s3 = new FakeS3();
  s3.put('bucket', 'key', BODY);
  const store = new S3ObjectStore(s3.client);
  // A bucket without versions: only the ETag tells the objects apart.
  const object = { ...(await store.find({ bucket: 'bucket', key: 'key' }, signal)), versionId: undefined };
  s3.cutAfter.push(10);
  s3.once('GetObject', () => undefined);
  s3.once('GetObject', () => s3.put('bucket', 'key', BODY.toUpperCase()));
  await expect(digestObject(store, object as ObjectVersion, signal)).rejects.toThrow(
    'was replaced while it was being verified',
  );
});

test('does not retry what is forbidden', async () => {
  const s3 = new FakeS3();
  const { store, object } = await stored(s3);
  s3.once('GetObject', () => {
    throw s3Error(403, 'AccessDenied');
  });
  await expect(digestObject(store, object, signal)).rejects.toThrow('may not be read or written');
  expect(s3.count('GetObject')).toBe(1);
});

test('refuses a body that is longer than the object', async () => {
  const store = {
    read: async () =>
      (async function* () {
        yield Buffer.from('four');
      })(),
  } as unknown as S3ObjectStore;
  const object = { bucket: 'b', key: 'k', etag: '"e"', sizeBytes: 3 };
  await expect(digestObject(store, object, signal)).rejects.toThrow('was replaced');
});

test('digests each part, whatever the sizes of chunks and parts', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ minLength: 1, maxLength: 60, unit: fc.constantFrom('a', 'b', 'c') }),
      fc.integer({ min: 1, max: 70 }),
      async (body, partBytes) => {
        const { store, object } = await stored(new FakeS3(), body);
        const parts = partRanges(body.length, partBytes).map(({ first, last }) => base64(body.slice(first, last + 1)));
        expect(await digestObject(store, object, signal, partBytes)).toEqual({ sha256: hex(body), partSha256: parts });
      },
    ),
    { numRuns: 60, seed: 1 },
  );
});

test('an object is copied in parts only beyond what one copy takes, and within the number of parts that S3 allows', () => {
  expect(isCopiedInParts(MAX_COPY_BYTES)).toBe(false);
  expect(isCopiedInParts(MAX_COPY_BYTES + 1)).toBe(true);
  const ranges = partRanges(MAX_COPY_BYTES + 1, 512 * 1024 ** 2);
  expect(ranges).toHaveLength(11);
  expect(ranges.at(-1)).toEqual({ first: MAX_COPY_BYTES, last: MAX_COPY_BYTES });
});
