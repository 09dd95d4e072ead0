import { Duration, Names, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { Problems, secureBucket, secureLogGroup, serviceRole } from '../core';
import type { ArtifactStore } from './artifact-store';
import { auditedEvents } from './audited-events';
import { evidenceLock } from './evidence-lock';

const CLOUDTRAIL = 'cloudtrail.amazonaws.com';

/** Properties of `AuditTrail`. */
export interface AuditTrailProps {
  /** The store whose objects are watched. Its keys encrypt the trail, its access-log bucket takes the trail's. */
  readonly store: ArtifactStore;

  /**
   * Name of the trail: 3 to 128 letters, digits, and single dots, hyphens and underscores between them.
   *
   * @default - made from the construct's path
   */
  readonly trailName?: string;

  /**
   * How long nobody can delete a log file: whole days, 1 to 36500.
   *
   * @default Duration.days(365)
   */
  readonly retention?: Duration;

  /**
   * How long CloudWatch Logs keeps the events, where they are searched.
   *
   * @default RetentionDays.ONE_YEAR
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Permissions boundary of the role that writes to CloudWatch Logs.
   *
   * @default - that of the store's functions
   */
  readonly permissionsBoundary?: iam.IManagedPolicy;

  /**
   * What happens to bucket and log group when the construct is removed. DESTROY also chooses GOVERNANCE mode, which a
   * permission can bypass, instead of COMPLIANCE.
   *
   * @default - that of the store
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Who did what, kept where it cannot be changed: a multi-Region trail with validated log files in a locked bucket that
 * only CloudTrail writes to, and in CloudWatch Logs. Beside the management events of the account it records each read
 * and write of an object in the store and each invocation of a SageMaker endpoint.
 */
export class AuditTrail extends Construct {
  readonly bucket: s3.IBucket;
  readonly logGroup: logs.ILogGroup;
  /** ARN of the trail. */
  readonly trailArn: string;

  constructor(scope: Construct, id: string, props: AuditTrailProps) {
    super(scope, id);
    validate(this, props);
    const { store } = props;
    const removalPolicy = props.removalPolicy ?? store.functionSettings.removalPolicy;
    const trailName = props.trailName ?? Names.uniqueResourceName(this, { maxLength: 100, separator: '-' });
    const { partition, region, account } = Stack.of(this);
    // A literal: the policies that the trail needs first name the trail.
    this.trailArn = `arn:${partition}:cloudtrail:${region}:${account}:trail/${trailName}`;

    const bucket = secureBucket(this, 'Bucket', {
      encryptionKey: store.evidenceKey,
      accessLogBucket: store.accessLogBucket,
      accessLogPrefix: 'audit-trail/',
      classification: 'confidential',
      noncurrentVersionExpiration: Duration.days(400),
      objectLock: evidenceLock(this, props.retention ?? Duration.days(365), removalPolicy),
      // Digest files, which prove the log files unchanged, are always SSE-S3.
      serviceWithOwnEncryption: CLOUDTRAIL,
      removalPolicy,
    });
    const logGroup = secureLogGroup(this, 'Logs', {
      encryptionKey: store.keys.logs,
      retention: props.logRetention,
      removalPolicy,
    });
    const role = serviceRole(this, 'Role', {
      service: CLOUDTRAIL,
      description: 'Writes the audit trail to CloudWatch Logs',
      permissionsBoundary: props.permissionsBoundary ?? store.functionSettings.permissionsBoundary,
      sourceArn: this.trailArn,
    });
    role.addToPrincipalPolicy(
      new iam.PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    this.bucket = bucket;
    this.logGroup = logGroup;
    this.allowBucket();
    this.allowKey(store);

    const trail = new cloudtrail.CfnTrail(this, 'Resource', {
      trailName,
      isLogging: true,
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
      s3BucketName: bucket.bucketName,
      kmsKeyId: store.evidenceKey.keyArn,
      cloudWatchLogsLogGroupArn: logGroup.logGroupArn,
      cloudWatchLogsRoleArn: role.roleArn,
      advancedEventSelectors: auditedEvents([store.artifactBucket, store.inferenceDataBucket, store.evidenceBucket]),
    });
    // CloudTrail tries all of them when the trail is made.
    trail.node.addDependency(bucket, role, store.evidenceKey);
  }

  private allowBucket(): void {
    const cloudTrail = new iam.ServicePrincipal(CLOUDTRAIL);
    const ofThisTrail = { 'aws:SourceArn': this.trailArn };
    this.bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'AllowTrailToCheckBucket',
        principals: [cloudTrail],
        actions: ['s3:GetBucketAcl'],
        resources: [this.bucket.bucketArn],
        conditions: { StringEquals: ofThisTrail },
      }),
    );
    this.bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'AllowTrailToWrite',
        principals: [cloudTrail],
        actions: ['s3:PutObject'],
        resources: [this.bucket.arnForObjects(`AWSLogs/${Stack.of(this).account}/*`)],
        conditions: { StringEquals: { ...ofThisTrail, 's3:x-amz-acl': 'bucket-owner-full-control' } },
      }),
    );
    this.bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'DenyWritesByPeople',
        effect: iam.Effect.DENY,
        principals: [new iam.AnyPrincipal()],
        actions: ['s3:PutObject'],
        resources: [this.bucket.arnForObjects('*')],
        conditions: { Bool: { 'aws:PrincipalIsAWSService': 'false' } },
      }),
    );
  }

  /** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html */
  private allowKey(store: ArtifactStore): void {
    const { partition, account } = Stack.of(this);
    const cloudTrail = new iam.ServicePrincipal(CLOUDTRAIL);
    store.evidenceKey.addToResourcePolicy(
      new iam.PolicyStatement({
        // A key policy takes a statement id once, and several trails may share the key.
        sid: `AllowTrailToEncrypt${this.node.addr.slice(-8)}`,
        principals: [cloudTrail],
        actions: ['kms:GenerateDataKey'],
        resources: ['*'],
        conditions: {
          StringEquals: { 'aws:SourceArn': this.trailArn },
          // A multi-Region trail encrypts in every Region under the name it has there.
          StringLike: {
            'kms:EncryptionContext:aws:cloudtrail:arn': `arn:${partition}:cloudtrail:*:${account}:trail/*`,
          },
        },
      }),
    );
    store.evidenceKey.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: `AllowTrailToDescribe${this.node.addr.slice(-8)}`,
        principals: [cloudTrail],
        actions: ['kms:DescribeKey'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceArn': this.trailArn } },
      }),
    );
  }
}

function validate(scope: Construct, props: AuditTrailProps): void {
  const problems = new Problems(scope);
  problems.required('store', props.store, 'an ArtifactStore', 'Pass the store whose objects are to be watched.');
  problems.matches(
    'trailName',
    props.trailName,
    /^(?=.{3,128}$)[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$/,
    '3 to 128 letters, digits, and single dots, hyphens and underscores between them',
    'CloudTrail takes no other names.',
  );
  const days = props.retention?.isUnresolved() === false ? props.retention.toDays({ integral: false }) : undefined;
  problems.integer('retention (days)', days, { min: 1, max: 36_500 }, 'Give it as Duration.days(n).');
  problems.throwIfAny();
}
