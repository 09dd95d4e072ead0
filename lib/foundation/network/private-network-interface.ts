import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import type { NetworkService } from './network-service';

/** A network without the internet, and what may be reached from it. */
export interface IPrivateNetwork extends IConstruct {
  /** The VPC. */
  readonly vpc: ec2.IVpc;

  /** Where functions, models and jobs are placed. */
  readonly subnets: ec2.SubnetSelection;

  /** Security groups of functions, models and jobs. */
  readonly securityGroups: ec2.ISecurityGroup[];

  /** Lets a bucket be reached, by principals of this account. Without effect on a network that was not created here. */
  allowBucket(bucket: s3.IBucket): void;

  /**
   * Lets an endpoint be invoked, by principals of this account. Without effect on a network that was not created here.
   *
   * @param endpointName of an endpoint in the account and Region of the network
   */
  allowEndpoint(endpointName: string): void;

  /** Lets a service be reached. Without effect on a network that was not created here, and where it already is. */
  connect(service: NetworkService): void;
}
