import {
  AddTagsCommand,
  CreateEndpointConfigCommand,
  type CreateEndpointConfigCommandInput,
  CreateModelCommand,
  type CreateModelCommandInput,
  DeleteEndpointCommand,
  DeleteEndpointConfigCommand,
  DeleteModelCommand,
  DeleteTagsCommand,
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  type DescribeEndpointConfigCommandOutput,
  DescribeModelCommand,
  type DescribeModelCommandOutput,
  type SageMakerClient,
  type Tag,
} from '@aws-sdk/client-sagemaker';
import type { ObservedEndpoint } from '../../lib/contract';

/** What the release machine needs of SageMaker hosting, beside the calls that the state machine makes itself. */
export interface Hosting {
  endpoint(endpointName: string): Promise<ObservedEndpoint>;
  /** Undefined where there is none. */
  endpointConfig(name: string): Promise<DescribeEndpointConfigCommandOutput | undefined>;
  model(name: string): Promise<DescribeModelCommandOutput | undefined>;
  /** Names come from the content: one that exists is the one that is meant. */
  createModel(input: CreateModelCommandInput): Promise<void>;
  createEndpointConfig(input: CreateEndpointConfigCommandInput): Promise<void>;
  /** What is gone already is deleted too. */
  deleteEndpoint(name: string): Promise<void>;
  deleteEndpointConfig(name: string): Promise<void>;
  deleteModel(name: string): Promise<void>;
  /** Adds or overwrites tags of a resource, and takes others away. Of one that does not exist there is nothing to change. */
  retag(resource: HostedResource, tags: Readonly<Record<string, string>>, gone: readonly string[]): Promise<void>;
}

/** Something that has tags. */
export interface HostedResource {
  readonly kind: 'endpoint' | 'endpoint-config' | 'model';
  readonly name: string;
}

export function tagList(tags: Readonly<Record<string, string>>): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** SageMaker says both by ValidationException, and the rest in words. */
const ABSENT = /could not find|does not exist|not found/i;
const PRESENT = /already exist/i;

function says(error: unknown, words: RegExp): boolean {
  return error instanceof Error && words.test(error.message);
}

async function unless<T>(words: RegExp, call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (says(error, words)) return undefined;
    throw error;
  }
}

export class SageMakerHosting implements Hosting {
  constructor(private readonly client: SageMakerClient) {}

  async endpoint(endpointName: string): Promise<ObservedEndpoint> {
    const found = await unless(ABSENT, () =>
      this.client.send(new DescribeEndpointCommand({ EndpointName: endpointName })),
    );
    if (found === undefined) return {};
    return {
      status: found.EndpointStatus,
      endpointConfigName: found.EndpointConfigName,
      failureReason: found.FailureReason,
      variants: (found.ProductionVariants ?? []).map((variant) => ({
        variantName: variant.VariantName ?? '',
        weight: variant.DesiredWeight ?? variant.CurrentWeight,
        instanceCount: variant.DesiredInstanceCount ?? variant.CurrentInstanceCount,
      })),
    };
  }

  endpointConfig(EndpointConfigName: string): Promise<DescribeEndpointConfigCommandOutput | undefined> {
    return unless(ABSENT, () => this.client.send(new DescribeEndpointConfigCommand({ EndpointConfigName })));
  }

  model(ModelName: string): Promise<DescribeModelCommandOutput | undefined> {
    return unless(ABSENT, () => this.client.send(new DescribeModelCommand({ ModelName })));
  }

  async createModel(input: CreateModelCommandInput): Promise<void> {
    await unless(PRESENT, () => this.client.send(new CreateModelCommand(input)));
  }

  async createEndpointConfig(input: CreateEndpointConfigCommandInput): Promise<void> {
    await unless(PRESENT, () => this.client.send(new CreateEndpointConfigCommand(input)));
  }

  async deleteEndpoint(EndpointName: string): Promise<void> {
    await unless(ABSENT, () => this.client.send(new DeleteEndpointCommand({ EndpointName })));
  }

  async deleteEndpointConfig(EndpointConfigName: string): Promise<void> {
    await unless(ABSENT, () => this.client.send(new DeleteEndpointConfigCommand({ EndpointConfigName })));
  }

  async deleteModel(ModelName: string): Promise<void> {
    await unless(ABSENT, () => this.client.send(new DeleteModelCommand({ ModelName })));
  }

  async retag(
    resource: HostedResource,
    tags: Readonly<Record<string, string>>,
    gone: readonly string[],
  ): Promise<void> {
    const ResourceArn = await this.arnOf(resource);
    if (ResourceArn === undefined) return;
    if (gone.length > 0) await this.client.send(new DeleteTagsCommand({ ResourceArn, TagKeys: [...gone] }));
    const Tags = tagList(tags);
    if (Tags.length > 0) await this.client.send(new AddTagsCommand({ ResourceArn, Tags }));
  }

  private async arnOf({ kind, name }: HostedResource): Promise<string | undefined> {
    switch (kind) {
      case 'endpoint': {
        const command = new DescribeEndpointCommand({ EndpointName: name });
        return (await unless(ABSENT, () => this.client.send(command)))?.EndpointArn;
      }
      case 'endpoint-config':
        return (await this.endpointConfig(name))?.EndpointConfigArn;
      case 'model':
        return (await this.model(name))?.ModelArn;
    }
  }
}
