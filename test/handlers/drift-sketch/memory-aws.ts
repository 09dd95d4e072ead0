import { createHash } from 'node:crypto';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { s3Error } from '../../lambda-aws/fake-s3';

interface Kept {
  readonly body: Buffer;
  readonly etag: string;
  readonly metadata: Record<string, string>;
  readonly settings: Record<string, unknown>;
  readonly written: number;
}

type Input = Record<string, unknown> & { readonly Bucket: string; readonly Key: string; readonly Prefix: string };
/** Runs before a call; throws to fail it, or changes the account behind the caller's back. */
type Fault = (input: Record<string, unknown>) => void;

export interface SentEvent {
  readonly source: string;
  readonly detailType: string;
  readonly detail: Record<string, unknown>;
}

/** S3, CloudWatch, EventBridge and SSM in memory, as far as drift monitors need them: pages, ETags, conditions. */
export class MemoryAws {
  readonly calls: { readonly name: string; readonly input: Record<string, unknown> }[] = [];
  readonly metrics: { readonly values: Record<string, number>; readonly time: Date }[] = [];
  readonly events: SentEvent[] = [];
  /** Objects on one page of a listing. */
  pageSize = 2;
  /** Sum of the Invocations metric; undefined: CloudWatch has no values. */
  invocations: number | undefined;
  /** Parameters of SSM by name. */
  readonly parameters = new Map<string, string>();
  private readonly objects = new Map<string, Kept>();
  private readonly faults = new Map<string, Fault[]>();
  private writes = 0;

  /** Makes every client of the SDK use this account until mocks are restored. */
  install(): this {
    for (const client of [S3Client, CloudWatchClient, EventBridgeClient, SSMClient]) {
      jest
        .spyOn(client.prototype, 'send')
        .mockImplementation(((command: { input: object }) => this.send(command)) as never);
    }
    return this;
  }

  put(bucket: string, key: string, body: string | Buffer, settings: Record<string, unknown> = {}): void {
    const bytes = Buffer.from(body);
    const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
    const metadata = (settings['Metadata'] ?? {}) as Record<string, string>;
    this.objects.set(`${bucket}/${key}`, { body: bytes, etag, metadata, settings, written: ++this.writes });
  }

  remove(bucket: string, key: string): void {
    this.objects.delete(`${bucket}/${key}`);
  }

  body(bucket: string, key: string): Buffer {
    const found = this.objects.get(`${bucket}/${key}`);
    if (found === undefined) throw new Error(`no object ${bucket}/${key} among ${[...this.objects.keys()].join(', ')}`);
    return found.body;
  }

  settings(bucket: string, key: string): Record<string, unknown> | undefined {
    return this.objects.get(`${bucket}/${key}`)?.settings;
  }

  keys(bucket: string, prefix = ''): string[] {
    const start = `${bucket}/${prefix}`;
    return [...this.objects.keys()]
      .filter((path) => path.startsWith(start))
      .map((path) => path.slice(bucket.length + 1))
      .sort();
  }

  /** Runs before the next call of this operation. */
  once(operation: string, fault: Fault): void {
    this.faults.set(operation, [...(this.faults.get(operation) ?? []), fault]);
  }

  count(operation: string): number {
    return this.calls.filter(({ name }) => name === operation).length;
  }

  private async send(command: { input: object }): Promise<unknown> {
    const name = command.constructor.name.replace(/Command$/, '');
    const input = command.input as Input;
    this.calls.push({ name, input });
    this.faults.get(name)?.shift()?.(input);
    switch (name) {
      case 'HeadObject':
      case 'GetObject':
        return this.get(input);
      case 'PutObject':
        return this.write(input);
      case 'ListObjectsV2':
        return this.list(input);
      case 'GetMetricData':
        return { MetricDataResults: [{ Values: this.invocations === undefined ? [] : [this.invocations] }] };
      case 'PutMetricData':
        return this.measure(input);
      case 'PutEvents':
        return this.tell(input);
      case 'GetParametersByPath':
        return this.parametersBelow(String(input['Path']));
      default:
        throw new Error(`MemoryAws does not know ${name}`);
    }
  }

  private get(input: Input) {
    const found = this.objects.get(`${input.Bucket}/${input.Key}`);
    if (found === undefined) throw s3Error(404, 'NoSuchKey');
    if (input['IfMatch'] !== undefined && input['IfMatch'] !== found.etag) throw s3Error(412, 'PreconditionFailed');
    return { ETag: found.etag, ContentLength: found.body.length, Metadata: found.metadata, Body: chunks(found.body) };
  }

  private write(input: Input) {
    const present = this.objects.get(`${input.Bucket}/${input.Key}`);
    if (input['IfNoneMatch'] === '*' && present !== undefined) throw s3Error(412, 'PreconditionFailed');
    if (input['IfMatch'] !== undefined && present === undefined) throw s3Error(404, 'NoSuchKey');
    if (input['IfMatch'] !== undefined && input['IfMatch'] !== present?.etag) throw s3Error(412, 'PreconditionFailed');
    this.put(input.Bucket, input.Key, input['Body'] as Buffer, input);
    return {};
  }

  private list(input: Input) {
    const keys = this.keys(input.Bucket, input.Prefix);
    if (input['Delimiter'] === '/') {
      const folders = keys.map((key) => key.slice(0, key.indexOf('/', input.Prefix.length) + 1));
      return { CommonPrefixes: [...new Set(folders)].filter((one) => one !== '').map((Prefix) => ({ Prefix })) };
    }
    const from = Number(input['ContinuationToken'] ?? 0);
    const Contents = keys.slice(from, from + this.pageSize).map((Key) => {
      const { etag, written, body } = this.objects.get(`${input.Bucket}/${Key}`) as Kept;
      return { Key, ETag: etag, LastModified: new Date(written), Size: body.length };
    });
    return {
      Contents,
      NextContinuationToken: from + this.pageSize < keys.length ? String(from + this.pageSize) : undefined,
    };
  }

  private measure(input: Input) {
    const data = input['MetricData'] as { MetricName: string; Value: number; Timestamp: Date }[];
    const values = Object.fromEntries(data.map(({ MetricName, Value }) => [MetricName, Value]));
    this.metrics.push({ values, time: data[0]?.Timestamp as Date });
    return {};
  }

  private parametersBelow(path: string) {
    const below = [...this.parameters].filter(([name]) => name.startsWith(`${path}/`));
    return { Parameters: below.map(([Name, Value]) => ({ Name, Value })) };
  }

  private tell(input: Input) {
    for (const { Source, DetailType, Detail } of input['Entries'] as Record<string, string>[]) {
      this.events.push({ source: Source ?? '', detailType: DetailType ?? '', detail: JSON.parse(Detail ?? '') });
    }
    return { FailedEntryCount: 0 };
  }
}

async function* chunks(body: Buffer): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < body.length; start += 4093) yield body.subarray(start, start + 4093);
}
