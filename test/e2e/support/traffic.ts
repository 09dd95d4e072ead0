import { InvokeEndpointCommand, type SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';

/** Requests that never stop, so that a deployment can be seen from the caller's side. */
export class ConstantTraffic {
  /** Answers by model version. */
  readonly answers = new Map<string, number>();
  readonly failures: string[] = [];
  private running = true;
  private readonly senders: Promise<void>[];

  constructor(client: SageMakerRuntimeClient, endpointName: string, concurrency = 4) {
    this.senders = Array.from({ length: concurrency }, () => this.send(client, endpointName));
  }

  private async send(client: SageMakerRuntimeClient, endpointName: string): Promise<void> {
    while (this.running) {
      try {
        const version = await askVersion(client, endpointName);
        this.answers.set(version, (this.answers.get(version) ?? 0) + 1);
      } catch (error) {
        this.failures.push(String(error));
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
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
  const { Body } = await client.send(
    new InvokeEndpointCommand({
      EndpointName: endpointName,
      ContentType: 'text/csv',
      Body: '1200.5,17',
      InferenceId: inferenceId,
    }),
  );
  return (
    Buffer.from(Body ?? [])
      .toString('utf8')
      .trim()
      .split(',')[1] ?? ''
  );
}
