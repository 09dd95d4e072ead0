import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { ReleaseDeployment } from '../../lib/contract';
import type { Candidate, CandidateStore } from '../release/account';
import { OperatorError } from '../release/operator-error';
import { filePieces, type Piece } from './file-pieces';

const MIB = 1024 ** 2;
const LEAST_PART_BYTES = 16 * MIB;
/** S3's limit. https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MOST_PARTS = 10_000;
const AT_ONCE = 4;

const base64 = (sha256: Buffer) => sha256.toString('base64');

/** Candidates in the artifact bucket. Every piece goes with its digest, so S3 keeps no byte that was damaged on its way. */
export class S3Candidates implements CandidateStore {
  constructor(
    private readonly client: S3Client,
    private readonly deployment: Pick<ReleaseDeployment, 'artifactBucket' | 'artifactKeyArn' | 'candidatePrefix'>,
  ) {}

  async put(candidate: Candidate, onBytes: (bytes: number) => void): Promise<string> {
    const { name, version, sha256, sizeBytes } = candidate;
    const Bucket = this.deployment.artifactBucket;
    const Key = `${this.deployment.candidatePrefix}${name}/${version}/${sha256}/model.tar.gz`;
    if (!(await this.isThere(Bucket, Key, candidate))) {
      const target = {
        Bucket,
        Key,
        ServerSideEncryption: 'aws:kms' as const,
        SSEKMSKeyId: this.deployment.artifactKeyArn,
        ContentType: 'application/gzip',
        Metadata: { 'model-name': name, 'model-version': version, sha256 },
      };
      const partBytes = Math.max(LEAST_PART_BYTES, Math.ceil(sizeBytes / MOST_PARTS));
      if (sizeBytes <= partBytes) await this.putWhole(candidate, target, onBytes);
      else await this.putParts(candidate, target, partBytes, onBytes);
    }
    return `s3://${Bucket}/${Key}`;
  }

  /** What lies there is verified by the machine in any case; here it is only not sent twice. */
  private async isThere(Bucket: string, Key: string, { sha256, sizeBytes }: Candidate): Promise<boolean> {
    try {
      const { ContentLength, Metadata } = await this.client.send(new HeadObjectCommand({ Bucket, Key }));
      return ContentLength === sizeBytes && Metadata?.['sha256'] === sha256;
    } catch {
      // Not there, or not to be read: uploading says which.
      return false;
    }
  }

  private async putWhole(candidate: Candidate, target: Target, onBytes: (bytes: number) => void): Promise<void> {
    for await (const { bytes, sha256 } of filePieces(candidate.file, candidate.sizeBytes)) {
      requireDigest(sha256.toString('hex'), candidate);
      const sent = await this.client.send(
        new PutObjectCommand({ ...target, Body: bytes, ChecksumSHA256: base64(sha256) }),
      );
      requireReported(sent.ChecksumSHA256, base64(sha256), candidate);
      onBytes(bytes.length);
    }
  }

  private async putParts(
    candidate: Candidate,
    target: Target,
    partBytes: number,
    onBytes: (bytes: number) => void,
  ): Promise<void> {
    const { Bucket, Key } = target;
    const { UploadId } = await this.client.send(
      new CreateMultipartUploadCommand({ ...target, ChecksumAlgorithm: 'SHA256' }),
    );
    try {
      const { parts, sha256 } = await this.sendParts(candidate, { Bucket, Key, UploadId }, partBytes, onBytes);
      // Before the object comes to be: what was read now must still be what was hashed before.
      requireDigest(sha256, candidate);
      const done = await this.client.send(
        new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts: parts } }),
      );
      const digests = parts.map(({ ChecksumSHA256 = '' }) => Buffer.from(ChecksumSHA256, 'base64'));
      const ofParts = createHash('sha256').update(Buffer.concat(digests)).digest('base64');
      requireReported(done.ChecksumSHA256, `${ofParts}-${parts.length}`, candidate);
    } catch (error) {
      // Parts without an object cost money and show nowhere.
      await this.client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })).catch(() => undefined);
      throw error;
    }
  }

  private async sendParts(
    { file }: Candidate,
    upload: { readonly Bucket: string; readonly Key: string; readonly UploadId: string | undefined },
    partBytes: number,
    onBytes: (bytes: number) => void,
  ): Promise<{ readonly parts: CompletedPart[]; readonly sha256: string }> {
    const whole = createHash('sha256');
    const parts: CompletedPart[] = [];
    const all: Promise<void>[] = [];
    const running = new Set<Promise<void>>();
    const send = async ({ bytes, sha256 }: Piece, PartNumber: number) => {
      const ChecksumSHA256 = base64(sha256);
      const sent = await this.client.send(
        new UploadPartCommand({ ...upload, PartNumber, Body: bytes, ChecksumSHA256 }),
      );
      parts[PartNumber - 1] = { PartNumber, ETag: sent.ETag, ChecksumSHA256 };
      onBytes(bytes.length);
    };
    let number = 0;
    try {
      for await (const piece of filePieces(file, partBytes)) {
        whole.update(piece.bytes);
        number += 1;
        const sending = send(piece, number).finally(() => running.delete(sending));
        // Its failure is met where it is waited for.
        sending.catch(() => undefined);
        running.add(sending);
        all.push(sending);
        if (running.size >= AT_ONCE) await Promise.race(running);
      }
      // All of them: one that has failed meanwhile runs no longer.
      await Promise.all(all);
    } finally {
      // The upload may only be aborted once no part is under way any more, or S3 keeps that part.
      await Promise.allSettled(all);
    }
    return { parts, sha256: whole.digest('hex') };
  }
}

interface Target {
  readonly Bucket: string;
  readonly Key: string;
}

function requireDigest(actual: string, { file, sha256 }: Candidate): void {
  if (actual === sha256) return;
  throw new OperatorError(
    `${file} has SHA-256 ${actual} by now, expected ${sha256}: it was changed while it was uploaded. Nothing was released; let the training finish, then promote again.`,
  );
}

/** A store that reports nothing is taken at its word: the release machine reads all of it again. */
function requireReported(reported: string | undefined, expected: string, { file }: Candidate): void {
  if (reported === undefined || reported === expected) return;
  throw new OperatorError(
    `S3 has other bytes than ${file}: it reports ${reported}, expected ${expected}. Promote again.`,
  );
}
