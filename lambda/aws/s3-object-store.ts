import { CopyObjectCommand, GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { isCopiedInParts } from './object-parts';
import {
  type ObjectDigest,
  ObjectError,
  type ObjectErrorReason,
  type ObjectLocation,
  type ObjectSettings,
  type ObjectStore,
  type ObjectVersion,
} from './object-store';
import { copySource, copyTarget } from './s3-copy-request';
import { copyInParts } from './s3-multipart-copy';

/** The object store that is Amazon S3. */
export class S3ObjectStore implements ObjectStore {
  constructor(private readonly client: S3Client) {}

  async find(location: ObjectLocation, signal: AbortSignal): Promise<ObjectVersion | undefined> {
    try {
      const head = await this.client.send(
        new HeadObjectCommand({ Bucket: location.bucket, Key: location.key, ChecksumMode: 'ENABLED' }),
        { abortSignal: signal },
      );
      return {
        ...location,
        etag: head.ETag ?? '',
        versionId: head.VersionId,
        sizeBytes: head.ContentLength ?? 0,
        sha256: wholeObjectSha256(head.ChecksumSHA256, head.ChecksumType),
      };
    } catch (error) {
      const translated = translate(error, location);
      if (translated instanceof ObjectError && translated.reason === 'missing') return undefined;
      throw translated;
    }
  }

  async read(object: ObjectVersion, fromByte: number, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    try {
      const response = await this.client.send(
        new GetObjectCommand({
          Bucket: object.bucket,
          Key: object.key,
          VersionId: object.versionId,
          IfMatch: object.etag,
          Range: fromByte === 0 ? undefined : `bytes=${fromByte}-`,
        }),
        { abortSignal: signal },
      );
      return response.Body as AsyncIterable<Uint8Array>;
    } catch (error) {
      throw translate(error, object);
    }
  }

  async copy(
    object: ObjectVersion,
    digest: ObjectDigest,
    to: ObjectLocation,
    settings: ObjectSettings,
    signal: AbortSignal,
  ): Promise<boolean> {
    try {
      if (isCopiedInParts(object.sizeBytes)) {
        return await copyInParts(this.client, object, digest.partSha256, to, settings, signal);
      }
      const { CopyObjectResult } = await this.client.send(
        new CopyObjectCommand({
          ...copyTarget(to, settings),
          CopySource: copySource(object),
          CopySourceIfMatch: object.etag,
          MetadataDirective: 'REPLACE',
          // Tags of the source would need further rights, and mean nothing here.
          TaggingDirective: 'REPLACE',
        }),
        { abortSignal: signal },
      );
      const reported = wholeObjectSha256(CopyObjectResult?.ChecksumSHA256, CopyObjectResult?.ChecksumType);
      if (reported !== undefined && reported !== digest.sha256) throw new ObjectError('corrupt', to);
      return reported !== undefined;
    } catch (error) {
      throw translate(error, errorSubject(error, object, to));
    }
  }
}

/** S3 writes digests in base64, and those of objects copied in parts as `<digest of the digests>-<parts>`. */
function wholeObjectSha256(checksum: string | undefined, type: string | undefined): string | undefined {
  if (checksum === undefined || type === 'COMPOSITE' || checksum.includes('-')) return undefined;
  return Buffer.from(checksum, 'base64').toString('hex');
}

const REASON_OF_STATUS: Readonly<Record<number, ObjectErrorReason>> = {
  301: 'other-region',
  403: 'forbidden',
  404: 'missing',
  412: 'changed',
};

/** A copy names two objects; what is missing or has changed is the source, what is forbidden may be either. */
function errorSubject(error: unknown, source: ObjectLocation, target: ObjectLocation): ObjectLocation {
  return statusOf(error) === 403 ? target : source;
}

function translate(error: unknown, location: ObjectLocation): unknown {
  const reason = REASON_OF_STATUS[statusOf(error) ?? 0];
  return error instanceof ObjectError || reason === undefined
    ? error
    : new ObjectError(reason, location, { cause: error });
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode;
}
