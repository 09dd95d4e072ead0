import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { IConstruct } from 'constructs';
import type { Problems } from './validation';

/** What a principal may do with a key while it works on data in a service. */
export const KeyUse = {
  READ: ['kms:Decrypt'],
  /** S3 multipart uploads and SQS sends decrypt the data key that they have just generated. */
  WRITE: ['kms:Decrypt', 'kms:GenerateDataKey'],
} as const;

/** Value of `kms:ViaService` for a service in the Region of a construct. */
export function viaService(scope: IConstruct, service: string): string {
  const stack = Stack.of(scope);
  return `${service}.${stack.region}.${stack.urlSuffix}`;
}

/**
 * Use of a key through one service only: a leaked session can read the data where it lies, but cannot decrypt a copy
 * of it by calling KMS itself.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
export function keyUseStatement(
  scope: IConstruct,
  key: kms.IKey,
  use: readonly string[],
  service: string,
): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: [...use],
    resources: [key.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': viaService(scope, service) } },
  });
}

/** Lets a service of AWS be given a key by a grant, for a resource that it makes; grants for nothing else may be made. */
export function keyGrantStatement(key: kms.IKey): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: ['kms:CreateGrant'],
    resources: [key.keyArn],
    conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
  });
}

/** Reports a key that is known by its alias only: IAM grants nothing on the ARN of an alias. */
export function checkKey(problems: Problems, prop: string, key: kms.IKey | undefined): void {
  const byAlias = key !== undefined && /:alias\//.test(key.keyArn);
  problems.expect(!byAlias, {
    prop,
    value: byAlias ? key.keyArn : undefined,
    expected: 'a key by its own ARN: a right to an alias is a right to nothing',
    remedy: 'Import it with Key.fromKeyArn, or with Key.fromLookup by its alias.',
  });
}
