import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { KeyUse, keyUseStatement } from '../../core';
import type { IRegionalCopies } from './regional-copies-interface';

export interface ReplicationProps {
  readonly bucket: s3.Bucket;
  readonly key: kms.IKey;
  readonly copies: IRegionalCopies;
  readonly permissionsBoundary?: iam.IManagedPolicy;
}

/**
 * Copies every new object version of a bucket to another Region, encrypted there with a key of that Region. Deletions
 * are not copied.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
 */
export function replicate(scope: Construct, props: ReplicationProps): void {
  const { bucket, copies } = props;
  const role = new iam.Role(scope, 'ReplicationRole', {
    roleName: copies.replicationRoleName,
    assumedBy: new iam.ServicePrincipal('s3.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
    description: `Copies model artifacts to ${copies.region}`,
    permissionsBoundary: props.permissionsBoundary,
  });
  const allow = (actions: string[], resources: string[]) =>
    role.addToPrincipalPolicy(new iam.PolicyStatement({ actions, resources }));
  allow(['s3:GetReplicationConfiguration', 's3:ListBucket'], [bucket.bucketArn]);
  allow(
    ['s3:GetObjectVersionForReplication', 's3:GetObjectVersionAcl', 's3:GetObjectVersionTagging'],
    [bucket.arnForObjects('*')],
  );
  allow(['s3:ReplicateObject', 's3:ReplicateTags'], [`${copies.artifactBucketArn}/*`]);
  role.addToPrincipalPolicy(keyUseStatement(scope, props.key, KeyUse.READ, 's3'));
  const resource = bucket.node.defaultChild as s3.CfnBucket;
  resource.replicationConfiguration = {
    role: role.roleArn,
    rules: [
      {
        id: 'Artifacts',
        status: 'Enabled',
        priority: 1,
        filter: { prefix: '' },
        deleteMarkerReplication: { status: 'Disabled' },
        sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: 'Enabled' } },
        destination: {
          bucket: copies.artifactBucketArn,
          encryptionConfiguration: { replicaKmsKeyId: copies.artifactKeyArn },
        },
      },
    ],
  };
}
