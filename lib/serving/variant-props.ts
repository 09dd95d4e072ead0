import type { Duration, Size } from 'aws-cdk-lib';
import type { ModelVersion } from '../registry';

/** What production and shadow variants have in common: one model version on its own instances. */
export interface VariantProps {
  /** The model version that the variant serves. */
  readonly model: ModelVersion;

  /**
   * Name of the variant: 1 to 63 letters, digits or inner hyphens. A deployment with guardrails needs the same names
   * before and after, so a name says the role and never the version.
   *
   * @default - `champion` for the only production variant, `shadow` for the shadow; required with several
   */
  readonly variantName?: string;

  /**
   * Instance type, such as `ml.m5.large`.
   *
   * @default 'ml.m5.large'
   */
  readonly instanceType?: string;

  /**
   * Number of instances when the configuration is deployed, at least 1.
   *
   * @default - 2 in production, so that the loss of one is no outage; 1 for a shadow
   */
  readonly initialInstanceCount?: number;

  /**
   * Share of the traffic, relative to the weights of the other production variants; 0 serves only requests that name
   * the variant. Of a shadow: requests copied, relative to the weight of the production variant, and at most that.
   *
   * @default - 1 in production; the weight of the production variant for a shadow, so that all requests are copied
   */
  readonly initialWeight?: number;

  /**
   * Environment variables of the container: at most 100, names and values of at most 1024 bytes, 32 KiB in all. They
   * can be read by whoever may describe the model, so names that sound like secrets are refused.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: string };

  /**
   * How long the container may take until `/ping` answers 200: whole seconds, 60 to 3600.
   *
   * @default - SageMaker's own limit
   */
  readonly containerStartupHealthCheckTimeout?: Duration;

  /**
   * How long the download of the model artifact may take: whole seconds, 60 to 3600.
   *
   * @default - SageMaker's own limit
   */
  readonly modelDataDownloadTimeout?: Duration;

  /**
   * Size of the storage volume of each instance, 1 to 512 GiB. Refused for instance types with local disks.
   *
   * @default - depends on the instance type
   */
  readonly volumeSize?: Size;
}

/** How many instances serve a variant, by the requests that each gets. */
export interface VariantScaling {
  /** Most instances, which bounds the cost. */
  readonly maxInstances: number;

  /** Requests a minute that one instance should get, on average. Measure what it can take, and give about 70 % of it. */
  readonly targetInvocationsPerInstance: number;

  /**
   * Least instances, at least 1.
   *
   * @default - the initial instance count
   */
  readonly minInstances?: number;

  /**
   * Wait after instances were taken away, before more are taken away: whole seconds.
   *
   * @default Duration.minutes(5)
   */
  readonly scaleInCooldown?: Duration;

  /**
   * Wait after instances were added, before more are added: whole seconds. New instances need minutes to serve.
   *
   * @default Duration.minutes(5)
   */
  readonly scaleOutCooldown?: Duration;
}

/** A variant that answers requests. */
export interface ProductionVariantProps extends VariantProps {
  /**
   * Scales the number of instances between two bounds.
   *
   * @default - the number stays as it is
   */
  readonly scaling?: VariantScaling;
}

/**
 * A variant that gets copies of the requests and whose answers nobody sees but Data Capture. It stands beside exactly
 * one production variant.
 */
export interface ShadowVariantProps extends VariantProps {}
