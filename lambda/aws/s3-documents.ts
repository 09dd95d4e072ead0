import {
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { DocumentSettings, Documents, ListedObject, StoredDocument } from './documents';
import type { ObjectLocation } from './object-store';

/** 412: the precondition does not hold. 409: another conditional write to the same key was under way. */
const NOT_WRITTEN = new Set([409, 412]);

/** Documents in Amazon S3. */
export class S3Documents implements Documents {
  constructor(private readonly client: S3Client) {}

  async list(bucket: string, prefix: string): Promise<readonly ListedObject[]> {
    const pages = await this.pages(bucket, prefix);
    return pages.flatMap(({ Contents = [] }) =>
      Contents.map(({ Key = '', ETag = '', LastModified, Size = 0 }) => {
        return { bucket, key: Key, etag: ETag, lastModified: LastModified?.getTime() ?? 0, sizeBytes: Size };
      }),
    );
  }

  async folders(bucket: string, prefix: string): Promise<readonly string[]> {
    const pages = await this.pages(bucket, prefix, '/');
    return pages.flatMap(({ CommonPrefixes = [] }) => CommonPrefixes.flatMap(({ Prefix }) => Prefix ?? []));
  }

  async read({ bucket, key }: ObjectLocation): Promise<StoredDocument | undefined> {
    try {
      const response = await this.client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      const chunks: Uint8Array[] = [];
      for await (const chunk of response.Body as AsyncIterable<Uint8Array>) chunks.push(chunk);
      return { bucket, key, etag: response.ETag ?? '', body: Buffer.concat(chunks), metadata: response.Metadata ?? {} };
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }

  async write(
    { bucket, key }: ObjectLocation,
    body: string | Buffer,
    { kmsKeyArn, contentType, metadata, onlyIf }: DocumentSettings,
  ): Promise<boolean> {
    try {
      await this.client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: body,
          ContentType: contentType,
          Metadata: metadata,
          ServerSideEncryption: 'aws:kms',
          SSEKMSKeyId: kmsKeyArn,
          IfNoneMatch: onlyIf === 'absent' ? '*' : undefined,
          IfMatch: typeof onlyIf === 'object' ? onlyIf.etag : undefined,
        }),
      );
      return true;
    } catch (error) {
      // A document that is gone is not the one that was meant either.
      const gone = typeof onlyIf === 'object' && statusOf(error) === 404;
      if (onlyIf !== undefined && (gone || NOT_WRITTEN.has(statusOf(error) ?? 0))) return false;
      throw error;
    }
  }

  private async pages(bucket: string, prefix: string, delimiter?: string): Promise<ListObjectsV2CommandOutput[]> {
    const pages: ListObjectsV2CommandOutput[] = [];
    let token: string | undefined;
    do {
      const input = { Bucket: bucket, Prefix: prefix, Delimiter: delimiter, ContinuationToken: token };
      const page: ListObjectsV2CommandOutput = await this.client.send(new ListObjectsV2Command(input));
      pages.push(page);
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return pages;
  }
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode;
}
