/**
 * Gathers captured lines and writes them to S3, by count, by size and by time.
 *
 * A buffer belongs to one variant of one fleet and one hour of the caller's clock. Lines leave it only once the object is
 * in S3: a put that fails is tried again with the next flush, and the lines that had to be given up are counted.
 */
import { randomUUID } from 'node:crypto';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { DataCaptureConfig } from '@aws-sdk/client-sagemaker';
import { messageOf } from '../errors';
import { type CapturedRequest, captureLine } from './capture-record';
import { captureKey, hourPath, parseS3Uri } from './object-key';

export interface CaptureLimits {
  readonly captureFlushSeconds: number;
  readonly captureFlushRecords: number;
  readonly captureFlushBytes: number;
}

/** What a line belongs to. */
export interface CaptureSource {
  readonly endpointName: string;
  readonly variantName: string;
  readonly config: DataCaptureConfig;
}

interface Batch {
  readonly source: CaptureSource;
  readonly first: Date;
  readonly lines: string[];
  bytes: number;
  /** Puts that have failed. */
  failures: number;
}

/** After this many failed puts a batch is given up, so that a lost bucket does not fill the memory. */
const MAX_FAILURES = 5;

export class CaptureWriter {
  private open = new Map<string, Batch>();
  private readonly writing = new Map<Batch, Promise<void>>();
  /** Batches whose put failed; the next flush tries them again. */
  private failed: Batch[] = [];
  private timer: NodeJS.Timeout | undefined;
  private problems: string[] = [];

  constructor(
    private readonly s3: S3Client,
    private readonly limits: CaptureLimits,
    private readonly report: (problem: string) => void,
  ) {}

  add(source: CaptureSource, request: CapturedRequest): void {
    const line = `${JSON.stringify(captureLine(request, source.config))}\n`;
    const { endpointName, variantName, config } = source;
    const key = JSON.stringify([config.DestinationS3Uri, endpointName, variantName, hourPath(request.time)]);
    let batch = this.open.get(key);
    if (batch === undefined) {
      batch = { source, first: request.time, lines: [], bytes: 0, failures: 0 };
      this.open.set(key, batch);
    }
    batch.lines.push(line);
    batch.bytes += Buffer.byteLength(line);
    if (batch.lines.length >= this.limits.captureFlushRecords || batch.bytes >= this.limits.captureFlushBytes) {
      this.open.delete(key);
      this.write(batch);
    }
    this.writeLater();
  }

  /** Lines that are not in S3 yet. */
  get pending(): number {
    const batches = [...this.open.values(), ...this.writing.keys(), ...this.failed];
    return batches.reduce((sum, batch) => sum + batch.lines.length, 0);
  }

  /**
   * Writes everything now. Settles when it is in S3.
   * @throws Error naming what could not be written.
   */
  async flush(): Promise<void> {
    this.problems = [];
    this.writeAll();
    while (this.writing.size > 0) await Promise.all(this.writing.values());
    if (this.problems.length > 0) throw new Error(`Could not write captured data: ${this.problems.join('; ')}`);
  }

  private writeLater(): void {
    this.timer ??= setTimeout(() => this.writeAll(), this.limits.captureFlushSeconds * 1000);
  }

  private writeAll(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const batches = [...this.failed, ...this.open.values()];
    this.failed = [];
    this.open = new Map();
    for (const batch of batches) this.write(batch);
  }

  private write(batch: Batch): void {
    this.writing.set(
      batch,
      this.put(batch)
        .catch((error: unknown) => this.keep(batch, messageOf(error)))
        .finally(() => this.writing.delete(batch)),
    );
  }

  private async put({ source, first, lines }: Batch): Promise<void> {
    const { endpointName, variantName, config } = source;
    const { bucket, prefix } = parseS3Uri(config.DestinationS3Uri ?? '');
    const encrypted =
      config.KmsKeyId === undefined ? {} : { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: config.KmsKeyId };
    await this.s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: captureKey(prefix, endpointName, variantName, first, randomUUID()),
        Body: lines.join(''),
        ContentType: 'application/jsonlines',
        ...encrypted,
      }),
    );
  }

  private keep(batch: Batch, reason: string): void {
    const what = `${batch.lines.length} captured records of ${batch.source.endpointName}/${batch.source.variantName}`;
    this.problems.push(`${what}: ${reason}`);
    batch.failures += 1;
    if (batch.failures >= MAX_FAILURES) {
      this.report(`gave up ${what} after ${batch.failures} attempts: ${reason}`);
      return;
    }
    this.report(`${what} are kept and tried again: ${reason}`);
    this.failed.push(batch);
    this.writeLater();
  }
}
