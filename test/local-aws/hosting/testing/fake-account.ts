/** The parts of an AWS account that hosting talks to, on a loopback port, keeping what they are sent. */
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CaptureLine } from '../../../../lib/contract/capture';

export interface FakeObject {
  readonly body: Buffer;
  readonly headers: IncomingHttpHeaders;
}

/** A metric datum as it is on the wire. */
export interface WireDatum {
  readonly MetricName: string;
  readonly Unit: string;
  /** Epoch seconds. */
  readonly Timestamp: number;
  readonly Dimensions: { Name: string; Value: string }[];
  readonly Values: number[];
  readonly Counts: number[];
}

export interface WireEvent {
  readonly Source: string;
  readonly DetailType: string;
  readonly Resources: string[];
  readonly Detail: string;
}

export class FakeAccount {
  /** By `bucket/key`, in the order of their writing. */
  readonly objects = new Map<string, FakeObject>();
  readonly metrics: WireDatum[] = [];
  readonly metricNamespaces = new Set<string>();
  readonly events: WireEvent[] = [];
  /** Headers of every request. */
  readonly requests: IncomingHttpHeaders[] = [];
  /** State of every alarm, by name. */
  readonly alarms = new Map<string, 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'>();
  /** As long as it is above 0, a put of an object fails and lowers it by one. */
  failingPuts = 0;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<FakeAccount> {
    const server = createServer();
    const account = new FakeAccount(server);
    server.on('request', (request, response) => void account.serve(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return account;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  put(place: string, body: Buffer): void {
    this.objects.set(place, { body, headers: {} });
  }

  /** All captured lines under a prefix, in the order of their writing. */
  captured(prefix = ''): CaptureLine[] {
    return [...this.objects]
      .filter(([place]) => place.startsWith(prefix) && place.endsWith('.jsonl'))
      .flatMap(([, { body }]) => body.toString('utf8').trimEnd().split('\n'))
      .map((line) => JSON.parse(line));
  }

  /** Sum of a metric over everything sent, for one variant, without the dimension of the configuration. */
  sum(metric: string, variant: string): number {
    return this.data(metric, variant).reduce(
      (sum, { Values, Counts }) => sum + Values.reduce((part, value, index) => part + value * (Counts[index] ?? 1), 0),
      0,
    );
  }

  data(metric: string, variant: string, dimensions = 2): WireDatum[] {
    return this.metrics.filter(
      (datum) =>
        datum.MetricName === metric &&
        datum.Dimensions.length === dimensions &&
        datum.Dimensions.some(({ Name, Value }) => Name === 'VariantName' && Value === variant),
    );
  }

  /** Details of the events of one type. */
  details(detailType: string): Record<string, unknown>[] {
    return this.events.filter((event) => event.DetailType === detailType).map((event) => JSON.parse(event.Detail));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    this.requests.push(request.headers);
    const target = String(request.headers['x-amz-target'] ?? '');
    if (target.endsWith('.PutMetricData')) {
      const { Namespace, MetricData } = JSON.parse(body.toString('utf8'));
      this.metricNamespaces.add(Namespace);
      this.metrics.push(...MetricData);
      response.setHeader('content-type', 'application/x-amz-json-1.0');
      response.end('{}');
    } else if (target.endsWith('.DescribeAlarms')) {
      const { AlarmNames } = JSON.parse(body.toString('utf8')) as { AlarmNames: string[] };
      const found = AlarmNames.filter((name) => this.alarms.has(name));
      const MetricAlarms = found.map((AlarmName) => ({ AlarmName, StateValue: this.alarms.get(AlarmName) }));
      response.setHeader('content-type', 'application/x-amz-json-1.0');
      response.end(JSON.stringify({ MetricAlarms, CompositeAlarms: [] }));
    } else if (target === 'AWSEvents.PutEvents') {
      const { Entries } = JSON.parse(body.toString('utf8'));
      this.events.push(...Entries);
      response.end(JSON.stringify({ FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: 'id' })) }));
    } else {
      this.serveObject(request, body, response);
    }
  }

  private serveObject(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', this.url);
    const place = decodeURIComponent(url.pathname.slice(1));
    if (request.method === 'PUT') {
      if (this.failingPuts > 0) {
        this.failingPuts -= 1;
        response.statusCode = 403;
        response.end('<Error><Code>AccessDenied</Code><Message>not allowed</Message></Error>');
        return;
      }
      this.objects.set(place, { body, headers: request.headers });
      response.end();
    } else if (url.searchParams.get('list-type') === '2') {
      const prefix = `${place.replace(/\/$/, '')}/${url.searchParams.get('prefix') ?? ''}`;
      const keys = [...this.objects.keys()]
        .filter((one) => one.startsWith(prefix))
        .map((one) => one.slice(one.indexOf('/') + 1));
      const contents = keys.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('');
      response.setHeader('content-type', 'application/xml');
      response.end(`<ListBucketResult><IsTruncated>false</IsTruncated>${contents}</ListBucketResult>`);
    } else {
      const found = this.objects.get(place);
      response.statusCode = found === undefined ? 404 : 200;
      response.end(
        found?.body ?? '<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>',
      );
    }
  }
}
