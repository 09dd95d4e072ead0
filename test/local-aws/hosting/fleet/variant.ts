/** One variant of a running fleet: its model, its container, its weight and its instance count. */
import type { ContainerDefinition, ProductionVariant } from '@aws-sdk/client-sagemaker';
import type { Container } from './container';

export type VariantRole = 'production' | 'shadow';

/** Weight and instance count, as asked for and as they are. */
export interface VariantProperties {
  currentWeight: number;
  desiredWeight: number;
  currentInstanceCount: number;
  desiredInstanceCount: number;
}

/** A secondary status, as DescribeEndpoint shows it during a change. */
export interface VariantStatus {
  readonly Status: 'Creating' | 'Updating' | 'Deleting' | 'ActivatingTraffic' | 'Baking';
  readonly StatusMessage: string;
  /** Epoch seconds. */
  readonly StartTime: number;
}

export class Variant {
  readonly properties: VariantProperties;
  status: VariantStatus | undefined;
  /** Set once the container has been made; requests are only routed to variants that have one. */
  container: Container | undefined;

  constructor(
    readonly role: VariantRole,
    readonly configured: ProductionVariant,
    /** The container of its model; a model package is resolved already. */
    readonly model: ContainerDefinition,
  ) {
    const weight = configured.InitialVariantWeight ?? 1;
    this.properties = {
      currentWeight: weight,
      desiredWeight: weight,
      currentInstanceCount: 0,
      desiredInstanceCount: configured.InitialInstanceCount ?? 0,
    };
  }

  get name(): string {
    return this.configured.VariantName ?? '';
  }

  get image(): string {
    return this.model.Image ?? '';
  }

  /** What the service calls the container in its messages. */
  get containerName(): string {
    return this.model.ContainerHostname ?? 'primary';
  }

  /** Takes over what was asked for on a variant of the same name that served before. */
  retain(before: VariantProperties, keep: { weight: boolean; instanceCount: boolean }): void {
    if (keep.weight) {
      this.properties.currentWeight = before.desiredWeight;
      this.properties.desiredWeight = before.desiredWeight;
    }
    if (keep.instanceCount) this.properties.desiredInstanceCount = before.desiredInstanceCount;
  }

  /** Says that this share of its instances has traffic now: at least one of those it is to have. */
  activate(share: number): void {
    const { desiredInstanceCount: all } = this.properties;
    this.properties.currentInstanceCount = Math.min(all, Math.max(1, Math.round(all * share)));
  }
}
