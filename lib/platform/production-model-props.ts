import type { Duration } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { FunctionSettings } from '../core';
import type {
  AlertChannel,
  ArtifactStore,
  EncryptionKeys,
  IPrivateNetwork,
  IRegionalCopies,
  PrivateNetworkProps,
} from '../foundation';
import type { Baseline, DriftMonitorOptions } from '../monitoring';
import type { ModelVersion } from '../registry';
import type { Approval, ExistingEndpointProps, Fallback, GoldenRequest, IReleaseLedger, WaitFor } from '../release';
import type { DeploymentPolicy, RollbackThresholds, VariantScaling } from '../serving';

/** A second version that sees copies of the requests. */
export interface ShadowModelProps {
  /** The version that is tried. */
  readonly model: ModelVersion;

  /**
   * Share of the production requests that is copied, in percent: above 0, at most 100.
   *
   * @default 100
   */
  readonly samplingPercentage?: number;

  /**
   * Instance type.
   *
   * @default - that of the production variant
   */
  readonly instanceType?: string;

  /**
   * Number of instances, at least 1.
   *
   * @default 1
   */
  readonly instanceCount?: number;
}

/** Properties of `ProductionModel`. VPC, permissions boundary and removal policy hold for all that it creates. */
export interface ProductionModelProps extends FunctionSettings {
  /** The version that answers requests. */
  readonly model: ModelVersion;

  /** Who is told when an alarm goes off: at least one channel. */
  readonly alertChannels: AlertChannel[];

  /**
   * Network without the internet that model and functions are placed in. It is let through to store and endpoint.
   *
   * @default - where a `vpc` is given, that; otherwise one of its own in the regulated profile or where `ownNetwork` is
   * given, and none elsewhere
   */
  readonly network?: IPrivateNetwork;

  /**
   * Options of a network of its own.
   *
   * @default - see `network`
   */
  readonly ownNetwork?: PrivateNetworkProps;

  /**
   * VPCs that `grantInvoke` lets requests come from, each with an endpoint for `sagemaker.runtime`.
   *
   * @default - in the regulated profile the VPC of the model, otherwise anywhere
   */
  readonly invokeFrom?: ec2.IVpc[];

  /**
   * Whether alarms watch for unusually many and for refused requests.
   *
   * @default - only in the regulated profile
   */
  readonly abuseAlarms?: boolean;

  /**
   * Copies in another Region, which every artifact is replicated to.
   *
   * @default - artifacts are in one Region only
   */
  readonly copies?: IRegionalCopies;

  /**
   * Name of the endpoint: 1 to 63 letters, digits or inner hyphens.
   *
   * @default - made from the path of the construct
   */
  readonly endpointName?: string;

  /**
   * Instance type of the production variant.
   *
   * @default 'ml.m5.large'
   */
  readonly instanceType?: string;

  /**
   * Number of instances when a configuration is deployed, at least 1.
   *
   * @default 2
   */
  readonly instanceCount?: number;

  /**
   * Automatic scaling of the production variant.
   *
   * @default - the number of instances stays as it is
   */
  readonly scaling?: VariantScaling;

  /**
   * A second version beside the one that answers.
   *
   * @default - none
   */
  readonly shadow?: ShadowModelProps;

  /**
   * How a new version takes over.
   *
   * @default - canary of one instance where there are at least 2, otherwise all at once
   */
  readonly deploymentPolicy?: DeploymentPolicy;

  /**
   * Whether the version before is kept warm beside the one that serves, so that a rollback takes seconds. It excludes a
   * shadow.
   *
   * @default Fallback.none(), a rollback launches instances
   */
  readonly fallback?: Fallback;

  /**
   * Longest that a rollback may take. Synthesis fails where `fallback` cannot keep it.
   *
   * @default - what `fallback` buys
   */
  readonly recoveryTimeObjective?: Duration;

  /**
   * Who must have agreed to a version that comes at run time. One that the template declares was agreed to by the review
   * of the template.
   *
   * @default Approval.byAnotherPrincipal()
   */
  readonly approval?: Approval;

  /**
   * Requests that a release must answer before it is live.
   *
   * @default - none
   */
  readonly goldenRequests?: GoldenRequest[];

  /**
   * Takes over an endpoint of this name that exists already, as it is.
   *
   * @default - the endpoint does not exist yet
   */
  readonly adoptExisting?: ExistingEndpointProps;

  /**
   * Where releases are recorded: the ledger that a removed stack has left.
   *
   * @default - one of its own, which stays when the stack is removed
   */
  readonly ledger?: IReleaseLedger;

  /**
   * Whether a difference between endpoint and ledger is repaired. People are told in any case.
   *
   * @default false
   */
  readonly repair?: boolean;

  /**
   * When a deployment of the stack is done.
   *
   * @default WaitFor.LIVE
   */
  readonly waitFor?: WaitFor;

  /**
   * What brings the old version back.
   *
   * @default - more than 1 % of 5xx answers or 5 % of invalid answers in two of three minutes
   */
  readonly rollback?: RollbackThresholds;

  /**
   * Share of requests and responses that is captured, in percent: an integer from 0 to 100.
   *
   * @default 100
   */
  readonly captureSamplingPercentage?: number;

  /**
   * What the traffic is compared with: `Baseline.fromFile("baseline.json")`, made by `production-ml baseline create`.
   *
   * @default - drift is not watched, which the ISO 27001 checks report
   */
  readonly baseline?: Baseline;

  /**
   * How drift from the baseline is judged.
   *
   * @default - a window a day; see `DriftMonitorOptions`
   */
  readonly drift?: DriftMonitorOptions;

  /**
   * Existing keys.
   *
   * @default - keys of its own
   */
  readonly keys?: EncryptionKeys;

  /**
   * Existing store of artifacts, inference data and evidence. It keeps its own keys.
   *
   * @default - a store of its own
   */
  readonly store?: ArtifactStore;

  /**
   * Key of an artifact that already lies encrypted in another bucket.
   *
   * @default - it is encrypted by S3, by an AWS-managed key, or uploaded from this machine
   */
  readonly artifactSourceKey?: kms.IKey;

  /**
   * Whether it brings an audit trail. A multi-Region trail covers the account: set to false where there is one, and for
   * every model after the first.
   *
   * @default true
   */
  readonly auditTrail?: boolean;

  /**
   * Prefix of bucket names and key aliases: lower-case letters, digits and hyphens, at most 20.
   *
   * @default - CloudFormation makes the names
   */
  readonly namePrefix?: string;
}
