/**
 * The running variants of one endpoint configuration.
 *
 * What a configuration and its models said when the fleet was launched is kept with it: a fleet goes on when they are
 * deleted, as on AWS.
 */
import type { DataCaptureConfig } from '@aws-sdk/client-sagemaker';
import { Container } from './container';
import type { ContainerPlan } from './container-plan';
import type { Variant } from './variant';

/** How long requests in flight have before their fleet is stopped anyway; longer than any request may take. */
const DRAIN_GRACE_SECONDS = 5;

export class Fleet {
  private stopped = false;

  constructor(
    readonly configName: string,
    readonly variants: readonly Variant[],
    readonly capture: DataCaptureConfig | undefined,
    private readonly plan: ContainerPlan,
  ) {}

  get production(): Variant[] {
    return this.variants.filter((variant) => variant.role === 'production');
  }

  get shadows(): Variant[] {
    return this.variants.filter((variant) => variant.role === 'shadow');
  }

  /**
   * Starts every variant's container and waits until all are healthy.
   * @throws Error with the reason that DescribeEndpoint shows; the fleet is stopped then.
   */
  async start(): Promise<void> {
    const outcomes = await Promise.allSettled(this.variants.map((variant) => this.startVariant(variant)));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed === undefined) return;
    await this.stop();
    throw failed.reason;
  }

  private async startVariant(variant: Variant): Promise<void> {
    const spec = await this.plan.specOf(variant);
    if (this.stopped) throw new Error('The fleet was stopped while it started.');
    const container = new Container(spec);
    variant.container = container;
    try {
      await container.start();
    } catch (error) {
      throw new Error(
        `The ${variant.containerName} container for ${variant.role} variant ${variant.name} did not pass the ping health ` +
          `check. Please check CloudWatch logs for this endpoint. (${(error as Error).message})`,
      );
    }
  }

  /** Lets requests in flight finish, then stops every container. The caller has routed traffic away. */
  async drainAndStop(modelTimeout: number): Promise<void> {
    await Promise.all(this.variants.map((variant) => variant.container?.drain(modelTimeout + DRAIN_GRACE_SECONDS)));
    await this.stop();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.variants.map((variant) => variant.container?.stop()));
    await this.plan.discard();
  }
}
