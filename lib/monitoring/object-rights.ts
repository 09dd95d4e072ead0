import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { KeyUse, keyUseStatement } from '../core';

/**
 * Lets a role read objects of a bucket that this library did not make.
 *
 * @param path `bucket/key`, or `bucket/prefix*`
 */
export function allowObjectRead(scope: Construct, role: iam.IRole, path: string, key?: kms.IKey): void {
  role.addToPrincipalPolicy(
    new iam.PolicyStatement({
      actions: ['s3:GetObject', 's3:GetObjectVersion'],
      resources: [`arn:${Stack.of(scope).partition}:s3:::${path}`],
    }),
  );
  if (key !== undefined) role.addToPrincipalPolicy(keyUseStatement(scope, key, KeyUse.READ, 's3'));
}

/** Without it S3 answers "forbidden" about an object that is not there, which looks like a denial. */
export function allowList(scope: Construct, role: iam.IRole, bucketNames: readonly string[]): void {
  const { partition } = Stack.of(scope);
  role.addToPrincipalPolicy(
    new iam.PolicyStatement({
      actions: ['s3:ListBucket'],
      resources: bucketNames.map((name) => `arn:${partition}:s3:::${name}`),
    }),
  );
}
