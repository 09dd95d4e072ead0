import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { InvokeEndpointCommand, type SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { TIME_HEADER } from '../../test/local-aws/hosting/data-plane/invocation-request';

/** One request of the past, with what became of it: a line of the file that `flight_delay replay` writes. */
export interface RecordedRequest {
  /** When it was made, ISO 8601 in UTC. */
  readonly time: string;
  readonly inferenceId: string;
  /** The request as sent: one row of CSV. */
  readonly body: string;
  /** The truth: 1 when the flight was late. */
  readonly label: number;
  /** When the truth was known, ISO 8601 in UTC. */
  readonly labelTime: string;
}

export interface ReplayResult {
  readonly requests: number;
  readonly errors: number;
  /** First message of each kind of error, with how often it came. */
  readonly errorMessages: ReadonlyMap<string, number>;
  /** Milliseconds of each answered request, ascending. */
  readonly latencies: readonly number[];
  /** Answers that agree with the truth. */
  readonly correct: number;
  readonly seconds: number;
}

export interface ReplayOptions {
  readonly client: SageMakerRuntimeClient;
  readonly endpointName: string;
  readonly requests: readonly RecordedRequest[];
  /** Requests in flight at once. @default 16 */
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number) => void;
}

export async function readRecordedRequests(file: string): Promise<RecordedRequest[]> {
  const requests: RecordedRequest[] = [];
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line !== '') requests.push(JSON.parse(line) as RecordedRequest);
  }
  return requests;
}

function invocation(endpointName: string, request: RecordedRequest): InvokeEndpointCommand {
  const command = new InvokeEndpointCommand({
    EndpointName: endpointName,
    ContentType: 'text/csv',
    Accept: 'text/csv',
    InferenceId: request.inferenceId,
    Body: request.body,
  });
  command.middlewareStack.add(
    (next) => (args) => {
      (args.request as { headers: Record<string, string> }).headers[TIME_HEADER] = request.time;
      return next(args);
    },
    { step: 'build', name: 'replayClock' },
  );
  return command;
}

/** Whether the model's answer, `probability,late`, agrees with the truth. */
function agrees(answer: Uint8Array, label: number): boolean {
  const [, late] = Buffer.from(answer).toString('utf8').trim().split(',');
  return Number(late) === label;
}

/** Sends recorded requests to an endpoint in their order, a few at once, each at its own time of the past. */
export async function replay(options: ReplayOptions): Promise<ReplayResult> {
  const { client, endpointName, requests } = options;
  const latencies: number[] = [];
  const errorMessages = new Map<string, number>();
  let next = 0;
  let done = 0;
  let correct = 0;
  const started = performance.now();
  const sender = async () => {
    for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
      options.signal?.throwIfAborted();
      const sent = performance.now();
      try {
        const { Body } = await client.send(invocation(endpointName, request), { abortSignal: options.signal });
        latencies.push(performance.now() - sent);
        if (Body !== undefined && agrees(Body, request.label)) correct += 1;
      } catch (error) {
        options.signal?.throwIfAborted();
        const { name, message } = error as Error;
        const kind = `${name}: ${message}`;
        errorMessages.set(kind, (errorMessages.get(kind) ?? 0) + 1);
      }
      done += 1;
      options.onProgress?.(done);
    }
  };
  await Promise.all(Array.from({ length: options.concurrency ?? 16 }, sender));
  return {
    requests: done,
    errors: done - latencies.length,
    errorMessages,
    latencies: latencies.sort((a, b) => a - b),
    correct,
    seconds: (performance.now() - started) / 1000,
  };
}

/** The value below which a share of ascending values lies (nearest rank). */
export function percentile(ascending: readonly number[], share: number): number {
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? Number.NaN;
}

/** Several replays as one. */
export function together(results: readonly ReplayResult[]): ReplayResult {
  const errorMessages = new Map<string, number>();
  for (const [kind, times] of results.flatMap((result) => [...result.errorMessages])) {
    errorMessages.set(kind, (errorMessages.get(kind) ?? 0) + times);
  }
  const sum = (of: (result: ReplayResult) => number) => results.reduce((total, result) => total + of(result), 0);
  return {
    requests: sum(({ requests }) => requests),
    errors: sum(({ errors }) => errors),
    errorMessages,
    latencies: results.flatMap(({ latencies }) => latencies).sort((a, b) => a - b),
    correct: sum(({ correct }) => correct),
    seconds: sum(({ seconds }) => seconds),
  };
}
