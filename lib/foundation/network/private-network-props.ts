import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { NetworkService } from './network-service';

/** Properties of `PrivateNetwork`. */
export interface PrivateNetworkProps {
  /**
   * Key of the record of connections, such as `EncryptionKeys.logs`. CloudWatch Logs of the Region must be allowed to use
   * it.
   *
   * @default - a key of its own
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Addresses of the VPC: a private IPv4 block of /16 to /24 that overlaps with no network it will be connected to.
   *
   * @default '10.0.0.0/16'
   */
  readonly cidr?: string;

  /**
   * Availability Zones, one subnet each: 2 to 6. Each interface endpoint is billed in each of them. Some accounts have
   * only two in us-west-1.
   *
   * @default 3
   */
  readonly zones?: number;

  /**
   * Names of the Availability Zones, in place of `zones`: 2 to 6. They stay what they are, also when AWS adds a zone.
   *
   * @default - the first ones of the Region, as CloudFormation lists them
   */
  readonly availabilityZones?: string[];

  /**
   * Services that are reached through interface endpoints. S3 and DynamoDB always are, through gateway endpoints.
   *
   * @default - CLOUDWATCH, EVENTBRIDGE and SAGEMAKER_RUNTIME: what this library's functions and a model's callers use
   */
  readonly services?: NetworkService[];

  /**
   * Prefix list of S3 in the Region.
   *
   * @default - the one of AWS, known for 14 Regions
   */
  readonly s3PrefixListId?: string;

  /**
   * Prefix list of DynamoDB in the Region.
   *
   * @default - the one of AWS, known for 13 Regions
   */
  readonly dynamoDbPrefixListId?: string;

  /**
   * How long the record of connections is kept.
   *
   * @default RetentionDays.ONE_YEAR
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Permissions boundary of the role that writes the record of connections.
   *
   * @default - none
   */
  readonly permissionsBoundary?: iam.IManagedPolicy;

  /**
   * What happens to the record of connections, and to a key of its own, when the construct is removed.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** A network that was not created here. */
export interface PrivateNetworkAttributes {
  /** The VPC. */
  readonly vpc: ec2.IVpc;

  /**
   * Its subnets without a way to the internet.
   *
   * @default - the isolated subnets, or else the private ones
   */
  readonly subnets?: ec2.SubnetSelection;

  /** Security groups of what is placed in it: 443 to its endpoints and to the prefix lists of S3 and DynamoDB. */
  readonly securityGroups: ec2.ISecurityGroup[];
}
