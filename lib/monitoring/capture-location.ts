import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { InferenceDataPrefix } from '../contract';
import { Problems } from '../core';
import type { ArtifactStore } from '../foundation';
import { allowObjectRead } from './object-rights';

/** Options of a capture location that this library did not make. */
export interface CaptureLocationOptions {
  /**
   * Customer-managed key of the captured objects.
   *
   * @default - they are encrypted by S3 or by an AWS-managed key
   */
  readonly encryptionKey?: kms.IKey;
}

/** Where the functions of a monitor find captured objects. */
export interface CaptureLocationConfig {
  /** Bucket of the captured objects. */
  readonly bucketName: string;
  /** Prefix before the endpoint's folder: empty, or with a slash at its end. */
  readonly prefix: string;
  /** Whether a folder for each endpoint configuration lies between the prefix and the endpoint's. */
  readonly byConfiguration: boolean;
  /** Whether the bucket sends its events to EventBridge, so that objects can be sketched as they arrive. */
  readonly sendsEvents: boolean;
}

/** Where the requests and responses of an endpoint are captured: below it `<endpoint>/<variant>/yyyy/mm/dd/hh/`. */
export abstract class CaptureLocation {
  /**
   * The inference-data bucket of the monitor's store, with every configuration's own prefix: where `ModelEndpoint`
   * captures.
   */
  static inStore(): CaptureLocation {
    return new StoreLocation();
  }

  /**
   * The destination of an endpoint that this library did not create. Its objects are found by listing the hours of each
   * window: the bucket needs no notification, and is not changed.
   *
   * @param uri the `DestinationS3Uri` of its data capture: `s3://bucket` or `s3://bucket/prefix`
   * @throws ValidationError when it is not such a URI
   */
  static s3Uri(uri: string, options: CaptureLocationOptions = {}): CaptureLocation {
    const problems = new Problems('CaptureLocation.s3Uri');
    problems.expect(S3_URI.test(uri), {
      prop: 'uri',
      value: uri,
      expected: 's3://bucket or s3://bucket/prefix, without wildcards',
      remedy: 'Copy DestinationS3Uri from the data capture of the endpoint configuration.',
    });
    problems.throwIfAny();
    return new ForeignLocation(uri, options);
  }

  /** Called by the monitor for each function that reads captured objects. */
  abstract bind(scope: Construct, store: ArtifactStore, reader: iam.IRole): CaptureLocationConfig;
}

const S3_URI = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[^*?$]*)?$/;

class StoreLocation extends CaptureLocation {
  bind(_scope: Construct, store: ArtifactStore, reader: iam.IRole): CaptureLocationConfig {
    store.grantReadInferenceData(reader, InferenceDataPrefix.CAPTURE);
    return {
      bucketName: store.inferenceDataBucket.bucketName,
      prefix: InferenceDataPrefix.CAPTURE,
      byConfiguration: true,
      sendsEvents: true,
    };
  }
}

class ForeignLocation extends CaptureLocation {
  constructor(
    private readonly uri: string,
    private readonly options: CaptureLocationOptions,
  ) {
    super();
  }

  bind(scope: Construct, _store: ArtifactStore, reader: iam.IRole): CaptureLocationConfig {
    const [bucketName = '', ...folders] = this.uri
      .slice('s3://'.length)
      .split('/')
      .filter((part) => part !== '');
    const prefix = folders.map((folder) => `${folder}/`).join('');
    allowObjectRead(scope, reader, `${bucketName}/${prefix}*`, this.options.encryptionKey);
    return { bucketName, prefix, byConfiguration: false, sendsEvents: false };
  }
}
