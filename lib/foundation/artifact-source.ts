import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { Fn } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import { Problems } from '../core';

/** Where an artifact is, once it is in S3. */
export interface ArtifactSourceConfig {
  /** `s3://bucket/key`. */
  readonly uri: string;

  /**
   * Key that the object is encrypted with.
   *
   * @default - none that the reader needs a right for
   */
  readonly encryptionKey?: kms.IKey;
}

/** Options of a source. */
export interface ArtifactSourceOptions {
  /**
   * Customer-managed key that the object is encrypted with, so that it may be decrypted for the check and the copy.
   *
   * @default - the object is encrypted by S3 or by an AWS-managed key
   */
  readonly encryptionKey?: kms.IKey;
}

/** Where a model artifact comes from. */
export abstract class ArtifactSource {
  /**
   * A local file. It is uploaded with the other assets of the app at deployment, and compared with its digest at synth.
   *
   * @param path of a `model.tar.gz`, relative to the working directory
   */
  static asset(path: string, options: ArtifactSourceOptions = {}): ArtifactSource {
    return new LocalFile(path, options);
  }

  /**
   * An object that a training run has written.
   *
   * @param uri `s3://bucket/key`
   * @throws ValidationError when it is not such a URI
   */
  static s3Uri(uri: string, options: ArtifactSourceOptions = {}): ArtifactSource {
    const problems = new Problems('ArtifactSource.s3Uri');
    problems.matches(
      'uri',
      uri,
      /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/(?!.*[\r\n*?]).*[^/]$/,
      's3://bucket/key of one object',
      'Copy the URI of the model.tar.gz, not of its folder.',
    );
    problems.throwIfAny();
    return new S3Object(uri, options);
  }

  /**
   * Called once by the artifact that the source is given to.
   *
   * @param sha256 the declared digest, hex
   */
  abstract bind(scope: Construct, sha256: string): ArtifactSourceConfig;
}

class S3Object extends ArtifactSource {
  constructor(
    private readonly uri: string,
    private readonly options: ArtifactSourceOptions,
  ) {
    super();
  }

  bind(): ArtifactSourceConfig {
    return { uri: this.uri, encryptionKey: this.options.encryptionKey };
  }
}

class LocalFile extends ArtifactSource {
  constructor(
    private readonly path: string,
    private readonly options: ArtifactSourceOptions,
  ) {
    super();
  }

  bind(scope: Construct, sha256: string): ArtifactSourceConfig {
    const problems = new Problems(scope);
    if (!statSync(this.path, { throwIfNoEntry: false })?.isFile()) {
      problems.add({
        prop: 'source',
        value: this.path,
        expected: 'the path of a file',
        remedy: 'Run the training first, or give the path of the model.tar.gz it wrote.',
      });
      problems.throwIfAny();
    }
    const actual = fileSha256(this.path);
    problems.expect(actual === sha256, {
      prop: 'sha256',
      value: sha256,
      expected: `the digest of ${this.path}, which is ${actual}`,
      remedy: 'Take artifact and manifest from the same training run.',
    });
    problems.throwIfAny();
    const asset = new Asset(scope, 'Asset', { path: this.path });
    return { uri: asset.s3ObjectUrl, encryptionKey: this.options.encryptionKey };
  }
}

/** `bucket/key` of a URI that may hold tokens: an S3 ARN is a prefix and this. */
export function objectPathOf(uri: string): string {
  return Fn.select(1, Fn.split('s3://', uri));
}

const CHUNK_BYTES = 1 << 20;

/** Constructors are synchronous and artifacts can exceed the memory of a build machine: read in chunks. */
function fileSha256(path: string): string {
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(CHUNK_BYTES);
  const file = openSync(path, 'r');
  try {
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) hash.update(chunk.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}
