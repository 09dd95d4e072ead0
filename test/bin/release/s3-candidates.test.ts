import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { S3Candidates } from '../../../bin/aws/s3-candidates';
import { DEPLOYMENT } from './support/fake-account';

const MIB = 1024 ** 2;
const folder = mkdtempSync(path.join(tmpdir(), 'candidates-'));
afterAll(() => rmSync(folder, { recursive: true }));

const hex = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** S3 as far as an upload needs it; it takes only bytes that have their digest. */
class FakeS3 {
  readonly calls: string[] = [];
  readonly parts = new Map<number, Buffer>();
  object?: { readonly bytes: Buffer; readonly input: Record<string, unknown> };
  reported?: string;
  failPart?: number;
  /** How long a part is under way. */
  partMillis = 0;
  private created: Record<string, unknown> = {};

  async send(command: { constructor: { name: string }; input: Record<string, unknown> }): Promise<object> {
    const { input } = command;
    const name = command.constructor.name.replace('Command', '');
    this.calls.push(name);
    const bytes = input['Body'] as Buffer | undefined;
    if (bytes !== undefined) {
      expect(createHash('sha256').update(bytes).digest('base64')).toBe(input['ChecksumSHA256']);
    }
    switch (name) {
      case 'HeadObject':
        if (this.object === undefined) throw new Error('NotFound');
        return { ContentLength: this.object.bytes.length, Metadata: this.object.input['Metadata'] };
      case 'PutObject':
        this.object = { bytes: bytes as Buffer, input };
        return { ChecksumSHA256: this.reported ?? input['ChecksumSHA256'] };
      case 'CreateMultipartUpload':
        this.created = input;
        return { UploadId: 'u' };
      case 'UploadPart':
        if (input['PartNumber'] === this.failPart) throw new Error('the line is dead');
        await sleep(this.partMillis);
        this.calls.push('UploadPart ended');
        this.parts.set(input['PartNumber'] as number, bytes as Buffer);
        return { ETag: `e${input['PartNumber']}` };
      case 'CompleteMultipartUpload':
        this.object = {
          bytes: Buffer.concat([...this.parts].sort(([a], [b]) => a - b).map(([, part]) => part)),
          input: this.created,
        };
        return { ChecksumSHA256: this.reported };
      default:
        return {};
    }
  }
}

function candidateOf(bytes: Buffer, sha256 = hex(bytes)) {
  const file = path.join(folder, 'model.tar.gz');
  writeFileSync(file, bytes);
  return { file, name: 'flight-delay', version: '3.0.0', sha256, sizeBytes: bytes.length };
}

const storeOn = (s3: FakeS3) => new S3Candidates(s3 as unknown as S3Client, DEPLOYMENT);
const noise = (length: number) => Buffer.alloc(length, createHash('sha256').update(String(length)).digest());

describe('a candidate', () => {
  test('goes in one piece where it is small, under the customer’s key and its own digest', async () => {
    const s3 = new FakeS3();
    const candidate = candidateOf(noise(1000));
    let sent = 0;
    const place = await storeOn(s3).put(candidate, (bytes) => {
      sent += bytes;
    });
    expect(place).toBe(`s3://artifacts/candidates/flight-delay/3.0.0/${candidate.sha256}/model.tar.gz`);
    expect({ calls: s3.calls, sent }).toEqual({ calls: ['HeadObject', 'PutObject'], sent: 1000 });
    expect(s3.object?.input).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: DEPLOYMENT.artifactKeyArn });
  });

  test.each([16 * MIB, 16 * MIB + 1, 40 * MIB, 48 * MIB])('of %i bytes arrives byte by byte', async (length) => {
    const s3 = new FakeS3();
    const candidate = candidateOf(noise(length));
    let sent = 0;
    await storeOn(s3).put(candidate, (bytes) => {
      sent += bytes;
    });
    expect(hex(s3.object?.bytes as Buffer)).toBe(candidate.sha256);
    expect(sent).toBe(length);
    expect(s3.parts.size).toBe(length > 16 * MIB ? Math.ceil(length / (16 * MIB)) : 0);
  });

  test('is not sent again where it is', async () => {
    const s3 = new FakeS3();
    const candidate = candidateOf(noise(1000));
    await storeOn(s3).put(candidate, () => undefined);
    await storeOn(s3).put(candidate, () => undefined);
    expect(s3.calls).toEqual(['HeadObject', 'PutObject', 'HeadObject']);
  });

  test.each([1000, 20 * MIB])('that was changed since it was hashed does not come to be (%i bytes)', async (length) => {
    const s3 = new FakeS3();
    const candidate = candidateOf(noise(length), hex(noise(length + 1)));
    await expect(storeOn(s3).put(candidate, () => undefined)).rejects.toThrow('it was changed while it was uploaded');
    expect(s3.object).toBeUndefined();
    expect(s3.calls.at(-1)).toBe(length > 16 * MIB ? 'AbortMultipartUpload' : 'HeadObject');
  });

  test('leaves no parts behind where the line breaks', async () => {
    const s3 = new FakeS3();
    s3.failPart = 2;
    await expect(storeOn(s3).put(candidateOf(noise(40 * MIB)), () => undefined)).rejects.toThrow('the line is dead');
    expect(s3.calls.at(-1)).toBe('AbortMultipartUpload');
  });

  test('gives up an upload only once no part is under way, which S3 would keep', async () => {
    const s3 = new FakeS3();
    s3.failPart = 2;
    s3.partMillis = 50;
    await expect(storeOn(s3).put(candidateOf(noise(40 * MIB)), () => undefined)).rejects.toThrow('the line is dead');
    await sleep(2 * s3.partMillis);
    expect(s3.calls.slice(-2)).toEqual(['UploadPart ended', 'AbortMultipartUpload']);
  });

  test.each([1000, 20 * MIB])('of which S3 reports other bytes is refused (%i bytes)', async (length) => {
    const s3 = new FakeS3();
    s3.reported = 'b3RoZXI=';
    await expect(storeOn(s3).put(candidateOf(noise(length)), () => undefined)).rejects.toThrow('S3 has other bytes');
  });
});
