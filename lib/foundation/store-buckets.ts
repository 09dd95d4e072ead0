import { Duration } from 'aws-cdk-lib';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { InferenceDataPrefix } from '../contract';
import { accessLogBucket, secureBucket } from '../core';
import type { ArtifactStoreProps } from './artifact-store-props';
import { replicate } from './copies/replication';
import type { EncryptionKeys } from './encryption-keys';
import { evidenceLock } from './evidence-lock';
import { globalName } from './name-prefix';

const YEAR_AND_A_MONTH = Duration.days(400);

/** The buckets of an artifact store, each existing one as it is and each missing one made. */
export class StoreBuckets {
  readonly artifacts: s3.IBucket;
  readonly inferenceData: s3.IBucket;
  readonly evidence: s3.IBucket;
  private knownAccessLogs?: s3.IBucket;

  constructor(
    private readonly scope: Construct,
    private readonly keys: EncryptionKeys,
    private readonly props: ArtifactStoreProps,
  ) {
    this.knownAccessLogs = props.accessLogBucket;
    this.artifacts = props.artifactBucket ?? this.makeArtifacts();
    this.inferenceData = props.inferenceDataBucket ?? this.makeInferenceData();
    this.evidence = props.evidenceBucket ?? this.makeEvidence();
  }

  /** Made when a bucket first needs it. */
  get accessLogs(): s3.IBucket {
    this.knownAccessLogs ??= accessLogBucket(this.scope, 'AccessLogs', {
      bucketName: globalName(this.scope, this.props.namePrefix, 'access-logs'),
      expiration: YEAR_AND_A_MONTH,
      removalPolicy: this.props.removalPolicy,
    });
    return this.knownAccessLogs;
  }

  private makeArtifacts(): s3.Bucket {
    const bucket = secureBucket(this.scope, 'Artifacts', {
      ...this.common('artifacts'),
      classification: 'confidential',
      encryptionKey: this.keys.artifacts,
      // A replaced artifact is a mistake or an attack: keep what was there until it has surely been noticed.
      noncurrentVersionExpiration: YEAR_AND_A_MONTH,
    });
    const { copies, permissionsBoundary } = this.props;
    if (copies !== undefined) replicate(this.scope, { bucket, key: this.keys.artifacts, copies, permissionsBoundary });
    return bucket;
  }

  private makeInferenceData(): s3.Bucket {
    const reports = this.props.reportExpiration ?? YEAR_AND_A_MONTH;
    const capture = this.props.captureExpiration ?? Duration.days(30);
    return secureBucket(this.scope, 'InferenceData', {
      ...this.common('inference-data'),
      // Requests can hold whatever people tell a model about themselves.
      classification: 'restricted',
      encryptionKey: this.keys.inferenceData,
      // Expired personal data must be gone soon, not kept as an old version.
      noncurrentVersionExpiration: Duration.days(7),
      lifecycleRules: Object.values(InferenceDataPrefix).map((prefix) => ({
        id: `Expire-${prefix.slice(0, -1)}`,
        prefix,
        expiration: prefix === InferenceDataPrefix.CAPTURE ? capture : reports,
      })),
      eventBridge: true,
    });
  }

  private makeEvidence(): s3.Bucket {
    const retention = this.props.evidenceRetention ?? Duration.days(365);
    return secureBucket(this.scope, 'Evidence', {
      ...this.common('evidence'),
      classification: 'restricted',
      encryptionKey: this.keys.evidence,
      noncurrentVersionExpiration: YEAR_AND_A_MONTH,
      objectLock: evidenceLock(this.scope, retention, this.props.removalPolicy),
    });
  }

  private common(purpose: string) {
    return {
      bucketName: globalName(this.scope, this.props.namePrefix, purpose),
      accessLogBucket: this.accessLogs,
      accessLogPrefix: `${purpose}/`,
      removalPolicy: this.props.removalPolicy,
    };
  }
}
