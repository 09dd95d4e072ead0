import { createHash, randomUUID } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';

interface StoredVersion {
  readonly versionId: string;
  readonly etag: string;
  readonly body: Buffer;
  readonly input: Record<string, unknown>;
  readonly checksum?: string;
}

interface Upload {
  readonly input: Record<string, unknown>;
  readonly parts: Map<number, Buffer>;
}

/** The inputs of all operations in one: each uses some. */
interface Input {
  readonly [property: string]: unknown;
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string;
  readonly IfMatch?: string;
  readonly Range?: string;
  readonly ChecksumMode?: string;
  readonly CopySource: string;
  readonly CopySourceIfMatch?: string;
  readonly CopySourceRange: string;
  readonly UploadId: string;
  readonly PartNumber: number;
  readonly MultipartUpload: { readonly Parts: readonly { readonly PartNumber: number }[] };
}

/** What a test wants to go wrong: throw here, or change the state of the store behind the caller's back. */
type Fault = (input: Record<string, unknown>) => void;

/** The answer of S3 to what it refuses: the SDK turns the status of a HEAD, which has no body, into such an error. */
export function s3Error(status: number, name = String(status)): Error {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode: status } });
}

const base64Sha256 = (body: Buffer) => createHash('sha256').update(body).digest('base64');

/** Amazon S3 in memory, as far as artifacts need it: versions, ETags, preconditions, ranges, checksums, copies. */
export class FakeS3 {
  readonly calls: { readonly name: string; readonly input: Record<string, unknown> }[] = [];
  readonly uploads = new Map<string, Upload>();
  /** Bytes a body gives before it breaks off, once for each entry. */
  readonly cutAfter: number[] = [];
  private readonly objects = new Map<string, StoredVersion[]>();
  private readonly faults = new Map<string, Fault[]>();

  /** @param reportsChecksums whether copies answer with the digest of what was written, as Amazon S3 does. */
  constructor(private readonly reportsChecksums = true) {}

  get client(): S3Client {
    return this as unknown as S3Client;
  }

  put(bucket: string, key: string, body: string | Buffer, input: Record<string, unknown> = {}): void {
    this.store(bucket, key, Buffer.from(body), input);
  }

  body(bucket: string, key: string): string | undefined {
    return this.newest(bucket, key)?.body.toString();
  }

  versions(bucket: string, key: string): number {
    return this.objects.get(`${bucket}/${key}`)?.length ?? 0;
  }

  /** What the request said that wrote the newest version. */
  input(bucket: string, key: string): Record<string, unknown> | undefined {
    return this.newest(bucket, key)?.input;
  }

  /** Runs before the next call of this operation. */
  once(operation: string, fault: Fault): void {
    this.faults.set(operation, [...(this.faults.get(operation) ?? []), fault]);
  }

  count(operation: string): number {
    return this.calls.filter(({ name }) => name === operation).length;
  }

  async send(command: { input: object }, options: { abortSignal?: AbortSignal } = {}): Promise<unknown> {
    const name = command.constructor.name.replace(/Command$/, '');
    const input = command.input as unknown as Input;
    this.calls.push({ name, input });
    options.abortSignal?.throwIfAborted();
    this.faults.get(name)?.shift()?.(input);
    switch (name) {
      case 'HeadObject':
        return this.head(input);
      case 'GetObject':
        return this.get(input);
      case 'CopyObject':
        return this.copy(input);
      case 'CreateMultipartUpload':
        return this.createUpload(input);
      case 'UploadPartCopy':
        return this.copyPart(input);
      case 'CompleteMultipartUpload':
        return this.complete(input);
      case 'AbortMultipartUpload':
        return this.uploads.delete(input.UploadId);
      default:
        throw new Error(`FakeS3 does not know ${name}`);
    }
  }

  private head(input: Input) {
    const version = this.find(input.Bucket, input.Key, undefined);
    const checksum = input.ChecksumMode === 'ENABLED' ? version.checksum : undefined;
    return {
      ETag: version.etag,
      VersionId: version.versionId,
      ContentLength: version.body.length,
      ChecksumSHA256: checksum,
      ChecksumType: checksum?.includes('-') ? 'COMPOSITE' : 'FULL_OBJECT',
    };
  }

  private get(input: Input) {
    const version = this.find(input.Bucket, input.Key, input.VersionId, input.IfMatch);
    const from = Number(/^bytes=(\d+)-$/.exec(input.Range ?? 'bytes=0-')?.[1]);
    const cut = this.cutAfter.shift();
    return { Body: chunks(version.body.subarray(from), cut) };
  }

  private copy(input: Input) {
    const source = this.findSource(input);
    const written = this.store(input.Bucket, input.Key, source.body, input);
    return { VersionId: written.versionId, CopyObjectResult: { ChecksumSHA256: written.checksum } };
  }

  private createUpload(input: Input) {
    const UploadId = randomUUID();
    this.uploads.set(UploadId, { input, parts: new Map() });
    return { UploadId };
  }

  private copyPart(input: Input) {
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(input.CopySourceRange) ?? [];
    const part = this.findSource(input).body.subarray(Number(first), Number(last) + 1);
    this.uploads.get(input.UploadId)?.parts.set(input.PartNumber, part);
    const ChecksumSHA256 = this.reportsChecksums ? base64Sha256(part) : undefined;
    return { CopyPartResult: { ETag: `"part-${input.PartNumber}"`, ChecksumSHA256 } };
  }

  private complete(input: Input) {
    const upload = this.uploads.get(input.UploadId);
    if (upload === undefined) throw s3Error(404, 'NoSuchUpload');
    const listed = input.MultipartUpload.Parts;
    const body = Buffer.concat(listed.map(({ PartNumber }) => upload.parts.get(PartNumber) ?? Buffer.alloc(0)));
    this.uploads.delete(input.UploadId);
    this.store(input.Bucket, input.Key, body, upload.input, `composite-${listed.length}`);
    return {};
  }

  private findSource(input: Input): StoredVersion {
    const [path, versionId] = input.CopySource.split('?versionId=');
    const [bucket = '', ...key] = decodeURIComponent(path ?? '').split('/');
    return this.find(bucket, key.join('/'), versionId, input.CopySourceIfMatch);
  }

  private find(bucket: string, key: string, versionId?: string, etag?: string): StoredVersion {
    const all = this.objects.get(`${bucket}/${key}`) ?? [];
    const version = versionId === undefined ? all.at(-1) : all.find((one) => one.versionId === versionId);
    if (version === undefined) throw s3Error(404, 'NoSuchKey');
    if (etag !== undefined && version.etag !== etag) throw s3Error(412, 'PreconditionFailed');
    return version;
  }

  private newest(bucket: string, key: string): StoredVersion | undefined {
    return this.objects.get(`${bucket}/${key}`)?.at(-1);
  }

  private store(bucket: string, key: string, body: Buffer, input: Record<string, unknown>, checksum?: string) {
    const whole = this.reportsChecksums && input['ChecksumAlgorithm'] === 'SHA256' ? base64Sha256(body) : undefined;
    const version = { versionId: randomUUID(), etag: `"${randomUUID()}"`, body, input, checksum: checksum ?? whole };
    this.objects.set(`${bucket}/${key}`, [...(this.objects.get(`${bucket}/${key}`) ?? []), version]);
    return version;
  }
}

async function* chunks(body: Buffer, cutAfter: number | undefined): AsyncGenerator<Uint8Array> {
  const given = cutAfter === undefined ? body : body.subarray(0, cutAfter);
  for (let start = 0; start < given.length; start += 7) yield given.subarray(start, start + 7);
  if (cutAfter !== undefined) throw new Error('aborted: the connection was reset');
}
