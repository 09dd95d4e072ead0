import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { classify, type DataClassification } from './data-classification';

const ABORT_MULTIPART_AFTER = Duration.days(7);
const MINIMUM_TLS = 1.2;

export interface SecureBucketProps {
  readonly encryptionKey: kms.IKey;
  /** Where S3 writes the access log, below `accessLogPrefix`. */
  readonly accessLogBucket: s3.IBucket;
  readonly accessLogPrefix: string;
  /** Tagged on the bucket, unless the user tags it otherwise. */
  readonly classification: DataClassification;
  /** @default - a name that CloudFormation makes, so that a retained bucket never blocks the next deployment */
  readonly bucketName?: string;
  /** How long a version stays after it was replaced or deleted. */
  readonly noncurrentVersionExpiration: Duration;
  /** Rules beside those every bucket has. @default - none */
  readonly lifecycleRules?: readonly s3.LifecycleRule[];
  /** Default retention of every object version; also switches Object Lock on. @default - no Object Lock */
  readonly objectLock?: s3.ObjectLockRetention;
  /** A service that writes some of its objects with SSE-S3 whatever the bucket says. @default - none */
  readonly serviceWithOwnEncryption?: string;
  /** Objects' events go to the default event bus. @default false */
  readonly eventBridge?: boolean;
  /** @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The one factory of buckets that hold data: private, versioned, encrypted by a customer-managed key with a bucket
 * key, TLS 1.2 or newer only, ACLs off, access logged, unfinished uploads and replaced versions cleaned up.
 */
export function secureBucket(scope: Construct, id: string, props: SecureBucketProps): s3.Bucket {
  const bucket = new s3.Bucket(scope, id, {
    ...privateBucket(props.bucketName, props.removalPolicy),
    encryption: s3.BucketEncryption.KMS,
    encryptionKey: props.encryptionKey,
    bucketKeyEnabled: true,
    objectLockDefaultRetention: props.objectLock,
    lifecycleRules: [housekeeping(props.noncurrentVersionExpiration), ...(props.lifecycleRules ?? [])],
  });
  const resource = bucket.node.defaultChild as s3.CfnBucket;
  // The L2's way to set this depends on the caller's feature flags: without one of them it writes an ACL, which a
  // bucket whose ACLs are off refuses.
  resource.loggingConfiguration = {
    destinationBucketName: props.accessLogBucket.bucketName,
    logFilePrefix: props.accessLogPrefix,
  };
  // The L2's way to set this brings a custom resource whose role has a managed policy.
  if (props.eventBridge === true) {
    resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
  }
  bucket.addToResourcePolicy(denyOtherEncryption(bucket, props.serviceWithOwnEncryption));
  classify(bucket, props.classification);
  keepPolicyWithBucket(bucket, props.removalPolicy);
  return bucket;
}

/** The bucket's default encryption yields to a header of the request: a writer must not be able to choose a weaker one. */
function denyOtherEncryption(bucket: s3.Bucket, exceptService: string | undefined): iam.PolicyStatement {
  const differs: Record<string, string> = { 's3:x-amz-server-side-encryption': 'aws:kms' };
  if (exceptService !== undefined) differs['aws:PrincipalServiceName'] = exceptService;
  return new iam.PolicyStatement({
    sid: 'DenyOtherEncryption',
    effect: iam.Effect.DENY,
    principals: [new iam.AnyPrincipal()],
    actions: ['s3:PutObject'],
    resources: [bucket.arnForObjects('*')],
    conditions: {
      // Without this an upload that names no encryption, and so gets the bucket's, would be denied too.
      Null: { 's3:x-amz-server-side-encryption': 'false' },
      StringNotEquals: differs,
    },
  });
}

export interface AccessLogBucketProps {
  /** @default - a name that CloudFormation makes */
  readonly bucketName?: string;
  /** How long access logs are kept. */
  readonly expiration: Duration;
  /** @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A bucket for S3 server access logs. S3 delivers them only to buckets with SSE-S3 and without Object Lock.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 */
export function accessLogBucket(scope: Construct, id: string, props: AccessLogBucketProps): s3.Bucket {
  const bucket = new s3.Bucket(scope, id, {
    ...privateBucket(props.bucketName, props.removalPolicy),
    encryption: s3.BucketEncryption.S3_MANAGED,
    lifecycleRules: [housekeeping(Duration.days(30)), { id: 'ExpireLogs', expiration: props.expiration }],
  });
  bucket.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'AllowAccessLogDelivery',
      principals: [new iam.ServicePrincipal('logging.s3.amazonaws.com')],
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects('*')],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  );
  classify(bucket, 'internal');
  keepPolicyWithBucket(bucket, props.removalPolicy);
  return bucket;
}

/** A bucket that outlives its stack must not lose what protects it. */
function keepPolicyWithBucket(bucket: s3.Bucket, removalPolicy: RemovalPolicy | undefined): void {
  bucket.policy?.applyRemovalPolicy(removalPolicy ?? RemovalPolicy.RETAIN);
}

function privateBucket(bucketName: string | undefined, removalPolicy: RemovalPolicy | undefined): s3.BucketProps {
  return {
    bucketName,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    versioned: true,
    enforceSSL: true,
    minimumTLSVersion: MINIMUM_TLS,
    removalPolicy: removalPolicy ?? RemovalPolicy.RETAIN,
  };
}

function housekeeping(noncurrentVersionExpiration: Duration): s3.LifecycleRule {
  return {
    id: 'Housekeeping',
    abortIncompleteMultipartUploadAfter: ABORT_MULTIPART_AFTER,
    noncurrentVersionExpiration,
    expiredObjectDeleteMarker: true,
  };
}
