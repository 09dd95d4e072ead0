import { readFileSync, statSync } from 'node:fs';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import { ArtifactPrefix } from '../contract';
import { Problems } from '../core';
import type { ArtifactStore } from '../foundation';
import { allowObjectRead } from './object-rights';

/** Options of a baseline that lies in a bucket. */
export interface BaselineObjectOptions {
  /**
   * Customer-managed key that the object is encrypted with.
   *
   * @default - the object is encrypted by S3 or by an AWS-managed key
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Id of the baseline (`production-ml baseline create` prints it). Another content is then refused.
   *
   * @default - whatever valid baseline lies there is used, and another one takes effect without a deployment
   */
  readonly id?: string;
}

/** Where the functions of a monitor find its baseline. */
export interface BaselineConfig {
  /** Bucket of the document. */
  readonly bucketName: string;
  /** Its key. */
  readonly objectKey: string;
  /** Id that the content must have. @default - any */
  readonly id?: string;
}

/** What a model's traffic is compared with: a document that `production-ml baseline create` wrote. */
export abstract class Baseline {
  /**
   * A local file. It is uploaded with the other assets of the app at deployment, under the hash of its content, and the
   * functions accept this content only. Where the account was bootstrapped with a customer-managed key, which the
   * functions may not use, store the baseline with `fromArtifactBucket` or `fromS3Uri`.
   *
   * @param path of a `baseline.json`, relative to the working directory
   */
  static fromFile(path: string): Baseline {
    return new LocalBaseline(path);
  }

  /**
   * An object in any bucket that the functions can be allowed to read by their own policy.
   *
   * @param uri `s3://bucket/key`
   * @throws ValidationError when it is not such a URI
   */
  static fromS3Uri(uri: string, options: BaselineObjectOptions = {}): Baseline {
    const problems = new Problems('Baseline.fromS3Uri');
    const remedy = 'Copy the URI of the baseline itself, not of its folder.';
    problems.matches(
      'uri',
      uri,
      /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/[^*?$]*[^/*?$]$/,
      's3://bucket/key',
      remedy,
    );
    checkId(problems, options.id);
    problems.throwIfAny();
    return new BaselineObject(uri, options);
  }

  /**
   * An object below `baselines/` in the artifact bucket of the monitor's store, which admits no other readers.
   *
   * @param key such as `baselines/flight-delay/2026-11.json`
   * @throws ValidationError for a key elsewhere
   */
  static fromArtifactBucket(key: string, id?: string): Baseline {
    const problems = new Problems('Baseline.fromArtifactBucket');
    const remedy = 'Store it there with the other artifacts, or use Baseline.fromS3Uri.';
    problems.matches('key', key, /^baselines\/[^*?$]*[^/*?$]$/, `a key below ${ArtifactPrefix.BASELINES}`, remedy);
    checkId(problems, id);
    problems.throwIfAny();
    return new StoredBaseline(key, id);
  }

  /** Called by the monitor for each function that reads the baseline. */
  abstract bind(scope: Construct, store: ArtifactStore, reader: iam.IRole): BaselineConfig;
}

class LocalBaseline extends Baseline {
  constructor(private readonly path: string) {
    super();
  }

  bind(scope: Construct, _store: ArtifactStore, reader: iam.IRole): BaselineConfig {
    const id = readBaselineId(scope, this.path);
    const known = scope.node.tryFindChild('Baseline') as Asset | undefined;
    const asset = known ?? new Asset(scope, 'Baseline', { path: this.path });
    allowObjectRead(scope, reader, `${asset.s3BucketName}/${asset.s3ObjectKey}`);
    return { bucketName: asset.s3BucketName, objectKey: asset.s3ObjectKey, id };
  }
}

class BaselineObject extends Baseline {
  constructor(
    private readonly uri: string,
    private readonly options: BaselineObjectOptions,
  ) {
    super();
  }

  bind(scope: Construct, _store: ArtifactStore, reader: iam.IRole): BaselineConfig {
    const path = this.uri.slice('s3://'.length);
    const slash = path.indexOf('/');
    allowObjectRead(scope, reader, path, this.options.encryptionKey);
    return { bucketName: path.slice(0, slash), objectKey: path.slice(slash + 1), id: this.options.id };
  }
}

class StoredBaseline extends Baseline {
  constructor(
    private readonly key: string,
    private readonly id?: string,
  ) {
    super();
  }

  bind(_scope: Construct, store: ArtifactStore, reader: iam.IRole): BaselineConfig {
    store.grantReadArtifacts(reader, this.key.slice(0, this.key.lastIndexOf('/') + 1));
    return { bucketName: store.artifactBucket.bucketName, objectKey: this.key, id: this.id };
  }
}

function checkId(problems: Problems, id: string | undefined): void {
  const remedy = 'Take it from the baseline, or leave it out.';
  problems.matches('id', id, /^[0-9a-f]{64}$/, '64 lower-case hexadecimal digits', remedy);
}

/** The functions read the document in full; here only a wrong file is told from a baseline. */
function readBaselineId(scope: Construct, path: string): string {
  const problems = new Problems(scope);
  const remedy = 'Make one with: production-ml baseline create --data FILE --out baseline.json';
  const wrong = (value: unknown, expected: string): never => {
    problems.add({ prop: 'baseline', value, expected, remedy });
    return problems.throwIfAny() as never;
  };
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return wrong(path, 'the path of a file');
  const document = parsed(readFileSync(path, 'utf8'));
  const id = document?.id;
  if (typeof id !== 'string' || !/^[0-9a-f]{64}$/.test(id) || !Array.isArray(document?.columns)) {
    return wrong(path, 'a baseline document: JSON with id and columns');
  }
  return id;
}

function parsed(text: string): { readonly id?: unknown; readonly columns?: unknown } | undefined {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}
