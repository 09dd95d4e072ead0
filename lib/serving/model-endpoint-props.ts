import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { EndpointOptions } from './endpoint-options';
import type { ProductionVariantProps, ShadowVariantProps } from './variant-props';

/** Properties of `ModelEndpoint`. */
export interface ModelEndpointProps extends EndpointOptions {
  /** The variants that answer requests, 1 to 10; exactly one where there is a shadow. */
  readonly productionVariants: ProductionVariantProps[];

  /**
   * A variant that gets copies of the requests and answers nobody.
   *
   * @default - none
   */
  readonly shadowVariant?: ShadowVariantProps;
}

/** What is known of an endpoint that was not created here. */
export interface ModelEndpointAttributes {
  /** Name of the endpoint, in the case it was created with: metrics are kept under it, and an ARN has lost it. */
  readonly endpointName: string;

  /**
   * ARN of the endpoint.
   *
   * @default - the endpoint of this name in the account and Region of the stack
   */
  readonly endpointArn?: string;

  /**
   * The variant whose metrics are meant where none is named.
   *
   * @default 'champion'
   */
  readonly defaultVariantName?: string;

  /**
   * VPCs that `grantInvoke` lets requests come from, each with an endpoint for `sagemaker.runtime`.
   *
   * @default - anywhere
   */
  readonly invokeFrom?: ec2.IVpc[];
}
