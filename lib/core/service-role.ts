import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

export interface ServiceRoleProps {
  /** Service principal: `lambda.amazonaws.com`. */
  readonly service: string;
  readonly description: string;
  /** @default - none */
  readonly permissionsBoundary?: iam.IManagedPolicy;
  /** ARN, or pattern, of the only resources for which the service may assume the role. @default - any of the account */
  readonly sourceArn?: string;
}

/**
 * The one factory of roles that an AWS service assumes. No managed policy; the service may assume it only on behalf of
 * this account, so that nobody else can make the service act with our permissions (the confused deputy problem).
 */
export function serviceRole(scope: Construct, id: string, props: ServiceRoleProps): iam.Role {
  const conditions: Record<string, Record<string, string>> = {
    StringEquals: { 'aws:SourceAccount': Stack.of(scope).account },
  };
  if (props.sourceArn !== undefined) conditions['ArnLike'] = { 'aws:SourceArn': props.sourceArn };
  return new iam.Role(scope, id, {
    assumedBy: new iam.ServicePrincipal(props.service, { conditions }),
    description: props.description,
    permissionsBoundary: props.permissionsBoundary,
  });
}
