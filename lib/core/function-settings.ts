import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';

/** How the Lambda functions run that a construct of this library brings along. */
export interface FunctionSettings {
  /**
   * VPC that the functions run in. They call AWS APIs only, over TLS: its subnets need a NAT gateway or interface
   * endpoints for the services.
   *
   * @default - not in a VPC
   */
  readonly vpc?: ec2.IVpc;

  /**
   * Subnets of the VPC.
   *
   * @default - the VPC's private subnets
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Security groups of the functions.
   *
   * @default - one a function, which lets nothing in and only HTTPS out
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * Permissions boundary of the functions' roles.
   *
   * @default - none
   */
  readonly permissionsBoundary?: iam.IManagedPolicy;

  /**
   * How long the functions' logs are kept.
   *
   * @default RetentionDays.ONE_YEAR
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Whether each function reserves its share of the account's concurrency, so that none can starve another.
   * Lambda refuses a reservation that leaves too little of the account's quota to all other functions (100, less in
   * new accounts, whose whole quota can be 10). Set to false there, or have the quota raised.
   * https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   *
   * @default true
   */
  readonly reserveConcurrency?: boolean;

  /**
   * Who may sign the functions' code, and whether unsigned code is refused. The CDK uploads code without a signature:
   * give one that enforces only where your pipeline signs it.
   *
   * @default - in the regulated profile one a stack that reports unsigned code, otherwise none
   */
  readonly codeSigningConfig?: lambda.ICodeSigningConfig;

  /**
   * What happens to stateful resources (functions leave their log group) when the construct is removed.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
