import { InvokeEndpointCommand, type SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';

/** Requests that never stop, so that a deployment can be seen from the caller's side. */
export class ConstantTraffic {
  /** How often each model version answered. */
  readonly answers = new Map<string, number>();
  /** When each model version answered last, milliseconds of the clock. */
  readonly lastAnswer = new Map<string, number>();
  readonly failures: string[] = [];
  private running = true;
  private readonly senders: Promise<void>[];

  /** @param ask what tells the versions apart: default, the version that a model of these tests answers with */
  constructor(
    client: SageMakerRuntimeClient,
    endpointName: string,
    concurrency = 4,
    private readonly pauseMillis = 5,
    ask: typeof askVersion = askVersion,
  ) {
    this.senders = Array.from({ length: concurrency }, () => this.send(() => ask(client, endpointName)));
  }

  private async send(ask: () => Promise<string>): Promise<void> {
    while (this.running) {
      try {
        const version = await ask();
        this.answers.set(version, (this.answers.get(version) ?? 0) + 1);
        this.lastAnswer.set(version, Date.now());
      } catch (error) {
        this.failures.push(String(error));
      }
      await new Promise((resolve) => setTimeout(resolve, this.pauseMillis));
    }
  }

  /** Waits until a version answers. @throws Error after the time given */
  async answeredBy(version: string, seconds = 60): Promise<void> {
    const until = Date.now() + seconds * 1000;
    while (!this.answers.has(version)) {
      if (Date.now() > until) throw new Error(`${version} has not answered within ${seconds} s.`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Requests that were answered, by whatever version. */
  get answered(): number {
    return [...this.answers.values()].reduce((sum, count) => sum + count, 0);
  }

  async stop(): Promise<void> {
    this.running = false;
    await Promise.all(this.senders);
  }
}

/** The version of the model that answers. */
export async function askVersion(
  client: SageMakerRuntimeClient,
  endpointName: string,
  inferenceId?: string,
): Promise<string> {
  const answer = await answerTo('1200.5,17', client, endpointName, inferenceId);
  return answer.split(',')[1] ?? '';
}

/** What an endpoint answers to a row. */
export async function answerTo(
  row: string,
  client: SageMakerRuntimeClient,
  endpointName: string,
  inferenceId?: string,
): Promise<string> {
  const { Body } = await client.send(
    new InvokeEndpointCommand({
      EndpointName: endpointName,
      ContentType: 'text/csv',
      Body: row,
      InferenceId: inferenceId,
    }),
  );
  return Buffer.from(Body ?? [])
    .toString('utf8')
    .trim();
}
