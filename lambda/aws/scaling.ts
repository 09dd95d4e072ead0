import {
  type ApplicationAutoScalingClient,
  DeregisterScalableTargetCommand,
  DescribeScalableTargetsCommand,
  ObjectNotFoundException,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import type { ScalingSettings } from '../../lib/contract';

/** Automatic scaling of the variants of one endpoint. */
export interface VariantScaling {
  /** Names of the variants that scale. */
  registered(): Promise<readonly string[]>;
  register(variantName: string, settings: ScalingSettings): Promise<void>;
  deregister(variantName: string): Promise<void>;
}

const NAMESPACE = 'sagemaker';
const DIMENSION = 'sagemaker:variant:DesiredInstanceCount';
const POLICY = 'invocations-per-instance';

export class ApplicationAutoScaling implements VariantScaling {
  constructor(
    private readonly client: ApplicationAutoScalingClient,
    private readonly endpointName: string,
  ) {}

  async registered(): Promise<readonly string[]> {
    const prefix = this.resource('');
    const names: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await this.client.send(
        new DescribeScalableTargetsCommand({ ServiceNamespace: NAMESPACE, ScalableDimension: DIMENSION, NextToken }),
      );
      for (const { ResourceId = '' } of page.ScalableTargets ?? []) {
        if (ResourceId.startsWith(prefix)) names.push(ResourceId.slice(prefix.length));
      }
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return names;
  }

  async register(variantName: string, settings: ScalingSettings): Promise<void> {
    const target = {
      ServiceNamespace: NAMESPACE,
      ScalableDimension: DIMENSION,
      ResourceId: this.resource(variantName),
    } as const;
    await this.client.send(
      new RegisterScalableTargetCommand({
        ...target,
        MinCapacity: settings.minCapacity,
        MaxCapacity: settings.maxCapacity,
      }),
    );
    await this.client.send(
      new PutScalingPolicyCommand({
        ...target,
        PolicyName: POLICY,
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration: {
          TargetValue: settings.targetInvocationsPerInstance,
          PredefinedMetricSpecification: { PredefinedMetricType: 'SageMakerVariantInvocationsPerInstance' },
          ScaleInCooldown: settings.scaleInCooldownSeconds,
          ScaleOutCooldown: settings.scaleOutCooldownSeconds,
        },
      }),
    );
  }

  async deregister(variantName: string): Promise<void> {
    try {
      await this.client.send(
        new DeregisterScalableTargetCommand({
          ServiceNamespace: NAMESPACE,
          ScalableDimension: DIMENSION,
          ResourceId: this.resource(variantName),
        }),
      );
    } catch (error) {
      if (!(error instanceof ObjectNotFoundException)) throw error;
    }
  }

  private resource(variantName: string): string {
    return `endpoint/${this.endpointName}/variant/${variantName}`;
  }
}
