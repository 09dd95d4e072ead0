import type { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ArtifactPrefix } from '../contract';
import { type FunctionSettings, functionSettingsOf, KeyUse, Problems, validateNamePrefix, viaService } from '../core';
import type { AlertTopic } from './alert-topic';
import { ArtifactGuard } from './artifact-guard';
import type { ArtifactStoreProps } from './artifact-store-props';
import { EncryptionKeys } from './encryption-keys';
import { StoreBuckets } from './store-buckets';

const READ_OBJECTS = ['s3:GetObject', 's3:GetObjectVersion'];
/** Uploads beyond 5 GiB are multipart; a failed one is aborted by its writer. */
const WRITE_OBJECTS = ['s3:PutObject', 's3:AbortMultipartUpload'];

/**
 * The three buckets of a production model: artifacts, inference data and evidence, with the bucket of their access
 * logs. Rights are granted by the methods below, each for a prefix; artifacts can be read and written only by roles
 * that were granted it here, whatever their own policies say.
 */
export class ArtifactStore extends Construct {
  /** Model artifacts, manifests and baselines. */
  readonly artifactBucket: s3.IBucket;
  /** Captured requests and what is derived from them. */
  readonly inferenceDataBucket: s3.IBucket;
  /** Decision records, release manifests, drill evidence. */
  readonly evidenceBucket: s3.IBucket;
  /** Key of the artifact bucket: that of an existing bucket if it is known, else the one for artifacts. */
  readonly artifactKey: kms.IKey;
  /** Key of the inference-data bucket: that of an existing bucket if it is known, else the one for inference data. */
  readonly inferenceDataKey: kms.IKey;
  /** Key of the evidence bucket: that of an existing bucket if it is known, else the one for evidence. */
  readonly evidenceKey: kms.IKey;
  /** Keys of the buckets, and of the functions that work on them. */
  readonly keys: EncryptionKeys;
  /** Told when a function that works on the store could not handle an event. */
  readonly alerts?: AlertTopic;
  /** How functions run that work on the store. */
  readonly functionSettings: FunctionSettings;

  private readonly buckets: StoreBuckets;
  private readonly readers: ArtifactGuard;
  private readonly writers: ArtifactGuard;

  constructor(scope: Construct, id: string, props: ArtifactStoreProps = {}) {
    super(scope, id);
    validate(this, props);
    this.keys =
      props.keys ??
      new EncryptionKeys(this, 'Keys', { namePrefix: props.namePrefix, removalPolicy: props.removalPolicy });
    this.alerts = props.alerts;
    this.functionSettings = functionSettingsOf(props);

    this.buckets = new StoreBuckets(this, this.keys, props);
    this.artifactBucket = this.buckets.artifacts;
    this.inferenceDataBucket = this.buckets.inferenceData;
    this.evidenceBucket = this.buckets.evidence;
    this.artifactKey = this.artifactBucket.encryptionKey ?? this.keys.artifacts;
    this.inferenceDataKey = this.inferenceDataBucket.encryptionKey ?? this.keys.inferenceData;
    this.evidenceKey = this.evidenceBucket.encryptionKey ?? this.keys.evidence;

    this.readers = new ArtifactGuard(this, {
      sid: 'DenyReadsByOtherRoles',
      actions: READ_OBJECTS,
      tagKey: 'cdk-production-ml:artifact-reader',
    });
    this.writers = new ArtifactGuard(this, {
      sid: 'DenyWritesByOtherRoles',
      actions: ['s3:PutObject'],
      tagKey: 'cdk-production-ml:artifact-writer',
    });
    if (props.artifactBucket === undefined) {
      this.readers.protect(this.artifactBucket);
      this.writers.protect(this.artifactBucket);
    }
  }

  /** Where S3 writes the access logs of the buckets; made when it is first needed. */
  get accessLogBucket(): s3.IBucket {
    return this.buckets.accessLogs;
  }

  /**
   * Lets a role of this account read artifacts, and admits it to the bucket, which denies reads to all others.
   *
   * @param prefix ends with a slash; `models/` unless given
   */
  grantReadArtifacts(role: iam.IRole, prefix: string = ArtifactPrefix.MODELS): iam.Grant {
    this.readers.admit(role);
    return this.grant(role, this.artifactBucket, prefix, READ_OBJECTS, this.artifactKey, KeyUse.READ);
  }

  /**
   * Lets a role of this account write artifacts, and admits it to the bucket, which denies writes to all others.
   *
   * @param prefix ends with a slash; `models/` unless given
   */
  grantWriteArtifacts(role: iam.IRole, prefix: string = ArtifactPrefix.MODELS): iam.Grant {
    this.writers.admit(role);
    return this.grant(role, this.artifactBucket, prefix, WRITE_OBJECTS, this.artifactKey, KeyUse.WRITE);
  }

  /**
   * Lets a role read inference data.
   *
   * @param prefix ends with a slash
   */
  grantReadInferenceData(role: iam.IRole, prefix: string): iam.Grant {
    return this.grant(role, this.inferenceDataBucket, prefix, READ_OBJECTS, this.inferenceDataKey, KeyUse.READ);
  }

  /**
   * Lets a role write inference data.
   *
   * @param prefix ends with a slash
   */
  grantWriteInferenceData(role: iam.IRole, prefix: string): iam.Grant {
    return this.grant(role, this.inferenceDataBucket, prefix, WRITE_OBJECTS, this.inferenceDataKey, KeyUse.WRITE);
  }

  /**
   * Lets a role read evidence.
   *
   * @param prefix ends with a slash
   */
  grantReadEvidence(role: iam.IRole, prefix: string): iam.Grant {
    return this.grant(role, this.evidenceBucket, prefix, READ_OBJECTS, this.evidenceKey, KeyUse.READ);
  }

  /**
   * Lets a role add evidence. The bucket's lock keeps every version, so it can neither change nor remove any.
   *
   * @param prefix ends with a slash
   */
  grantWriteEvidence(role: iam.IRole, prefix: string): iam.Grant {
    return this.grant(role, this.evidenceBucket, prefix, WRITE_OBJECTS, this.evidenceKey, KeyUse.WRITE);
  }

  /** Statements go to the role's policy only: a key or bucket policy that named the role could make stacks cyclic. */
  private grant(
    role: iam.IRole,
    bucket: s3.IBucket,
    prefix: string,
    actions: readonly string[],
    key: kms.IKey,
    keyUse: readonly string[],
  ): iam.Grant {
    validatePrefix(this, prefix);
    const objects = iam.Grant.addToPrincipal({
      grantee: role,
      actions: [...actions],
      resourceArns: [bucket.arnForObjects(`${prefix}*`)],
    });
    const throughS3 = { StringEquals: { 'kms:ViaService': viaService(this, 's3') } };
    return objects.combine(
      iam.Grant.addToPrincipal({
        grantee: role,
        actions: [...keyUse],
        resourceArns: [key.keyArn],
        conditions: throughS3,
      }),
    );
  }
}

function validate(scope: Construct, props: ArtifactStoreProps): void {
  const problems = new Problems(scope);
  validateNamePrefix(problems, props.namePrefix);
  const days = (prop: string, value: Duration | undefined, max: number) => {
    const given = value === undefined || value.isUnresolved() ? undefined : value.toDays({ integral: false });
    problems.integer(`${prop} (days)`, given, { min: 1, max }, 'Give it as Duration.days(n).');
  };
  days('captureExpiration', props.captureExpiration, 36_500);
  days('reportExpiration', props.reportExpiration, 36_500);
  // The longest default retention that S3 Object Lock takes is 100 years.
  days('evidenceRetention', props.evidenceRetention, 36_500);
  problems.throwIfAny();
}

/** A prefix that is too wide grants more than it says: `capture` would also match `captured-elsewhere/`. */
function validatePrefix(scope: Construct, prefix: string): void {
  const problems = new Problems(scope);
  problems.matches(
    'prefix',
    prefix,
    /^[^/*?$][^*?$]*\/$/,
    'a key prefix that ends with a slash, begins with none and has no wildcard',
    'Write it as models/my-model/.',
  );
  problems.throwIfAny();
}
