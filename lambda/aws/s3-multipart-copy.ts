import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { PART_BYTES, partRanges } from './object-parts';
import { ObjectError, type ObjectLocation, type ObjectSettings, type ObjectVersion } from './object-store';
import { copySource, copyTarget } from './s3-copy-request';

/** Parts under way at once: S3 copies each at about 100 MB/s. */
const CONCURRENCY = 8;

/**
 * Copies an object that is too large for CopyObject, every part pinned to the same version and compared with the
 * digest of the same bytes. An upload that fails is aborted; one that cannot even be aborted falls to the bucket's
 * lifecycle.
 */
export async function copyInParts(
  client: S3Client,
  object: ObjectVersion,
  partSha256: readonly string[],
  to: ObjectLocation,
  settings: ObjectSettings,
  signal: AbortSignal,
  partBytes = PART_BYTES,
): Promise<boolean> {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(copyTarget(to, settings)), {
    abortSignal: signal,
  });
  const upload = { Bucket: to.bucket, Key: to.key, UploadId };
  try {
    const parts = await copyParts(client, object, upload, partBytes, signal);
    const reported = parts.every((part) => part.ChecksumSHA256 !== undefined);
    if (reported && parts.some((part, index) => part.ChecksumSHA256 !== partSha256[index])) {
      throw new ObjectError('corrupt', to);
    }
    await client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: parts } }), {
      abortSignal: signal,
    });
    return reported;
  } catch (error) {
    // Not with the signal of the work: it may be what has just ended it.
    await client.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined);
    throw error;
  }
}

async function copyParts(
  client: S3Client,
  object: ObjectVersion,
  upload: { Bucket: string; Key: string; UploadId: string | undefined },
  partBytes: number,
  signal: AbortSignal,
): Promise<CompletedPart[]> {
  const ranges = partRanges(object.sizeBytes, partBytes);
  const parts: CompletedPart[] = [];
  const pending = ranges.entries();
  let failed = false;
  const copyNext = async (): Promise<void> => {
    for (const [index, { first, last }] of pending) {
      if (failed) return;
      const { CopyPartResult } = await client.send(
        new UploadPartCopyCommand({
          ...upload,
          PartNumber: index + 1,
          CopySource: copySource(object),
          CopySourceIfMatch: object.etag,
          CopySourceRange: `bytes=${first}-${last}`,
        }),
        { abortSignal: signal },
      );
      parts[index] = {
        PartNumber: index + 1,
        ETag: CopyPartResult?.ETag,
        ChecksumSHA256: CopyPartResult?.ChecksumSHA256,
      };
    }
  };
  const workers = Array.from({ length: CONCURRENCY }, () =>
    copyNext().catch((error: unknown) => {
      failed = true;
      throw error;
    }),
  );
  // The upload may only be aborted once no part is under way any more, or S3 keeps that part.
  const outcomes = await Promise.allSettled(workers);
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
  return parts;
}
