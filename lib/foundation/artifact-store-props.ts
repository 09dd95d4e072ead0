import type { Duration } from 'aws-cdk-lib';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { FunctionSettings } from '../core';
import type { AlertTopic } from './alert-topic';
import type { IRegionalCopies } from './copies';
import type { EncryptionKeys } from './encryption-keys';

/** Properties of `ArtifactStore`. */
export interface ArtifactStoreProps extends FunctionSettings {
  /**
   * Keys of the buckets, and of the functions that work on them.
   *
   * @default - keys of its own
   */
  readonly keys?: EncryptionKeys;

  /**
   * Told when a function that works on the store could not handle an event.
   *
   * @default - nobody, which the ISO 27001 checks report
   */
  readonly alerts?: AlertTopic;

  /**
   * Names the buckets `<namePrefix>-<purpose>-<account>-<Region>`: lower-case letters, digits and hyphens, at most 20.
   * A retained bucket keeps its name: a stack with the same prefix cannot be deployed again until it is gone.
   *
   * @default - CloudFormation makes the names
   */
  readonly namePrefix?: string;

  /**
   * Copies in another Region, which every new artifact is replicated to. They must be deployed before.
   *
   * @default - artifacts are in one Region only, which the ISO 27001 checks report
   */
  readonly copies?: IRegionalCopies;

  /**
   * Existing bucket for artifacts. Its bucket policy stays as it is: deny reads to other roles there.
   *
   * @default - a bucket is made
   */
  readonly artifactBucket?: s3.IBucket;

  /**
   * Existing bucket for inference data. Its lifecycle stays as it is.
   *
   * @default - a bucket is made
   */
  readonly inferenceDataBucket?: s3.IBucket;

  /**
   * Existing bucket for evidence. It should have Object Lock with a default retention.
   *
   * @default - a bucket is made
   */
  readonly evidenceBucket?: s3.IBucket;

  /**
   * Existing bucket for server access logs: SSE-S3, no Object Lock, and a policy that lets
   * `logging.s3.amazonaws.com` write.
   *
   * @default - a bucket is made
   */
  readonly accessLogBucket?: s3.IBucket;

  /**
   * How long captured requests are kept: whole days, at least 1. They must outlive the delay of the labels.
   *
   * @default Duration.days(30)
   */
  readonly captureExpiration?: Duration;

  /**
   * How long sketches, predictions, labels and reports are kept: whole days, at least 1.
   *
   * @default Duration.days(400)
   */
  readonly reportExpiration?: Duration;

  /**
   * How long nobody can delete evidence: whole days, 1 to 36500. In COMPLIANCE mode nobody, not even the root user, can
   * shorten it; only a removal policy of DESTROY and the starter profile choose GOVERNANCE, which a permission can bypass.
   *
   * @default Duration.days(365)
   */
  readonly evidenceRetention?: Duration;
}
