import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { AlertTopic, ArtifactStore } from '../foundation';
import type { DeploymentPolicy } from './deployment-policy';
import type { RollbackThresholds } from './rollback-thresholds';

/** What every endpoint of this library can be told, whoever owns it. */
export interface EndpointOptions {
  /** Where artifacts are kept and captured requests are written. */
  readonly store: ArtifactStore;

  /**
   * Name of the endpoint: 1 to 63 letters, digits or inner hyphens. Another name is another endpoint.
   *
   * @default - made from the path of the construct, the same at every synth
   */
  readonly endpointName?: string;

  /**
   * How a new configuration replaces the one that serves.
   *
   * @default - canary of one instance where every production variant has at least 2 instances, otherwise all at once
   */
  readonly deploymentPolicy?: DeploymentPolicy;

  /**
   * What brings the old configuration back, for each production variant.
   *
   * @default - more than 1 % of 5xx answers or 5 % of invalid answers in two of three minutes
   */
  readonly rollback?: RollbackThresholds;

  /**
   * Alarms of your own that bring the old configuration back, such as one on a business figure. With the alarms of
   * `rollback` they are at most 10. They must not refer to this construct's endpoint configuration or ARN.
   *
   * @default - none
   */
  readonly rollbackAlarms?: cloudwatch.IAlarm[];

  /**
   * Told when a rollback alarm goes off, during a deployment and at any other time.
   *
   * @default - the alert topic of the store, if it has one
   */
  readonly alerts?: AlertTopic;

  /**
   * Share of requests and responses that is captured, in percent: an integer from 0 to 100.
   *
   * @default 100
   */
  readonly captureSamplingPercentage?: number;

  /**
   * Key of the storage volumes of the instances. Families with local disks encrypt those in hardware and refuse a key.
   *
   * @default - the store's key for inference data, where every instance type takes a key
   */
  readonly volumeKey?: kms.IKey;

  /**
   * Key of artifacts that lie in another bucket, so that they can be read for the check and the copy.
   *
   * @default - they are encrypted by S3 or by an AWS-managed key
   */
  readonly artifactSourceKey?: kms.IKey;

  /**
   * Whether the containers are cut off from every network, the services of AWS included.
   *
   * @default true
   */
  readonly networkIsolation?: boolean;

  /**
   * VPC that the instances are attached to. The artifact is downloaded through it: it needs a way to S3, such as a
   * gateway endpoint.
   *
   * @default - the instances are in a VPC of SageMaker
   */
  readonly vpc?: ec2.IVpc;

  /**
   * Subnets of the VPC, 2 to 16, in at least two Availability Zones.
   *
   * @default - the isolated subnets, or else the private ones
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Security groups of the instances, 1 to 5.
   *
   * @default - one that lets nothing in and only HTTPS out
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * VPCs that `grantInvoke` lets requests come from, each with an endpoint for `sagemaker.runtime`. Requests from
   * elsewhere, the console included, are not covered by the grant.
   *
   * @default - in the regulated profile the `vpc`, otherwise anywhere
   */
  readonly invokeFrom?: ec2.IVpc[];

  /**
   * Whether alarms watch for somebody who copies the model by asking it (unusually many requests), or who looks for what
   * it accepts (more than 10 % of requests refused with 4xx).
   *
   * @default - only in the regulated profile
   */
  readonly abuseAlarms?: boolean;

  /**
   * Existing role that SageMaker assumes. It gets the rights that hosting takes, unless it was imported as immutable.
   *
   * @default - a role of its own
   */
  readonly role?: iam.IRole;

  /**
   * Permissions boundary of the role of its own.
   *
   * @default - none
   */
  readonly permissionsBoundary?: iam.IManagedPolicy;

  /**
   * How long the logs of the containers are kept.
   *
   * @default RetentionDays.ONE_YEAR
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Existing log group named `/aws/sagemaker/Endpoints/<endpoint name>`, where SageMaker writes.
   *
   * @default - one is made, encrypted, and deleted with the stack: its fixed name would block the next deployment
   */
  readonly logGroup?: logs.ILogGroup;

  /**
   * Tags of all that this construct creates, at most 40; of a `ReleasedEndpoint` also of the models, configurations and
   * endpoint that its machine makes.
   *
   * @default - none beside those of the stack
   */
  readonly tags?: { [key: string]: string };
}
