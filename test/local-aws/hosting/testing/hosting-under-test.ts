/** The emulator in this process, before a fake account, driven by the real AWS SDK. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  type CreateEndpointConfigCommandInput,
  CreateModelCommand,
  type CreateModelCommandInput,
  DescribeEndpointCommand,
  type DescribeEndpointOutput,
  type ProductionVariant,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import {
  InvokeEndpointCommand,
  type InvokeEndpointCommandInput,
  SageMakerRuntimeClient,
} from '@aws-sdk/client-sagemaker-runtime';
import { Hosting } from '../hosting';
import { createHostingServer } from '../server';
import { DEFAULT_SETTINGS, type HostingSettings } from '../settings';
import { FakeAccount } from './fake-account';

// Whoever imports this starts processes, which takes its time on a busy machine.
jest.setTimeout(60_000);

export const IMAGE = '000000000000.dkr.ecr.eu-central-1.amazonaws.com/model@sha256:4f53';
export const ROLE = 'arn:aws:iam::000000000000:role/execution';
export const MODEL_SCRIPT = join(__dirname, '..', 'fixtures', 'model.mjs');

export interface Prediction {
  readonly body: string;
  readonly variant: string | undefined;
  readonly contentType: string | undefined;
  readonly customAttributes: string | undefined;
}

export class HostingUnderTest {
  readonly sagemaker: SageMakerClient;
  readonly runtime: SageMakerRuntimeClient;
  private models = 0;

  private constructor(
    readonly account: FakeAccount,
    readonly hosting: Hosting,
    /** What the emulator reported where no caller could be told. */
    readonly problems: readonly string[],
    private readonly server: Server,
    readonly url: string,
  ) {
    const config = {
      endpoint: url,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    };
    this.sagemaker = new SageMakerClient(config);
    this.runtime = new SageMakerRuntimeClient(config);
  }

  static async start(settings: Partial<HostingSettings> = {}): Promise<HostingUnderTest> {
    const account = await FakeAccount.start();
    const full = { ...DEFAULT_SETTINGS, awsUrl: account.url, startTimeout: 30, stopTimeout: 1, ...settings };
    const problems: string[] = [];
    const hosting = new Hosting(full, (problem) => problems.push(problem));
    const server = createHostingServer(hosting);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const sut = new HostingUnderTest(account, hosting, problems, server, url);
    sut.hosting.images.register({ image: IMAGE, command: [process.execPath, MODEL_SCRIPT] });
    return sut;
  }

  /** Creates a model whose container gets these variables. @returns its name. */
  async model(environment: Record<string, string> = {}, input: Partial<CreateModelCommandInput> = {}): Promise<string> {
    const ModelName = input.ModelName ?? `model-${++this.models}`;
    await this.sagemaker.send(
      new CreateModelCommand({
        ModelName,
        ExecutionRoleArn: ROLE,
        PrimaryContainer: { Image: IMAGE, Environment: { MODEL_NAME: ModelName, ...environment } },
        ...input,
      }),
    );
    return ModelName;
  }

  async config(name: string, input: Omit<CreateEndpointConfigCommandInput, 'EndpointConfigName'>): Promise<string> {
    await this.sagemaker.send(new CreateEndpointConfigCommand({ EndpointConfigName: name, ...input }));
    return name;
  }

  /** A configuration with one variant `main` whose model gets these variables. */
  async simpleConfig(name: string, environment: Record<string, string> = {}, instances = 1): Promise<string> {
    return this.config(name, {
      ProductionVariants: [variant('main', await this.model(environment), { InitialInstanceCount: instances })],
    });
  }

  async createEndpoint(name: string, config: string): Promise<void> {
    await this.sagemaker.send(new CreateEndpointCommand({ EndpointName: name, EndpointConfigName: config }));
  }

  /** Creates an endpoint and waits until it is in service. */
  async deploy(name: string, config: string): Promise<void> {
    await this.createEndpoint(name, config);
    await this.settled(name, 'InService');
  }

  describe(name: string): Promise<DescribeEndpointOutput> {
    return this.sagemaker.send(new DescribeEndpointCommand({ EndpointName: name }));
  }

  /** Waits until no operation runs on the endpoint, and checks how it ended. */
  async settled(name: string, expected: 'InService' | 'Failed'): Promise<DescribeEndpointOutput> {
    for (;;) {
      const described = await this.describe(name);
      if (described.EndpointStatus === expected) return described;
      if (described.EndpointStatus === 'InService' || described.EndpointStatus === 'Failed') {
        throw new Error(`${name} is ${described.EndpointStatus}: ${described.FailureReason}`);
      }
      await delay(15);
    }
  }

  async invoke(name: string, body = '1,2', input: Partial<InvokeEndpointCommandInput> = {}): Promise<Prediction> {
    const answer = await this.runtime.send(
      new InvokeEndpointCommand({ EndpointName: name, Body: body, ContentType: 'text/csv', ...input }),
    );
    return {
      body: Buffer.from(answer.Body ?? []).toString('latin1'),
      variant: answer.InvokedProductionVariant,
      contentType: answer.ContentType,
      customAttributes: answer.CustomAttributes,
    };
  }

  /** Invokes by plain HTTP, for what an SDK would not send. */
  raw(name: string, init: RequestInit): Promise<Response> {
    return fetch(`${this.url}/endpoints/${name}/invocations`, { method: 'POST', ...init });
  }

  async flush(): Promise<void> {
    const response = await fetch(`${this.url}/_local/flush`, { method: 'POST' });
    if (!response.ok) throw new Error(await response.text());
  }

  async stop(): Promise<void> {
    await this.hosting.stop();
    this.sagemaker.destroy();
    this.runtime.destroy();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await this.account.stop();
  }
}

export function variant(name: string, model: string, more: Partial<ProductionVariant> = {}): ProductionVariant {
  return { VariantName: name, ModelName: model, InstanceType: 'ml.m5.large', InitialInstanceCount: 1, ...more };
}

/** Waits until `holds`, for what another process does. */
export async function eventually(holds: () => boolean | Promise<boolean>, what: string, seconds = 30): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`);
    await delay(15);
  }
}
