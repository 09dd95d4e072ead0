import { CustomResource, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { artifactKey, SAGEMAKER_NAME } from '../contract';
import { Problems } from '../core';
import type { ArtifactSource } from './artifact-source';
import type { ArtifactStore } from './artifact-store';
import { ArtifactVerifier } from './artifact-verifier';

/** Properties of `VerifiedArtifact`. */
export interface VerifiedArtifactProps {
  /** Where the artifact is kept. */
  readonly store: ArtifactStore;

  /** Name of the model: letters, digits and hyphens, at most 63. */
  readonly modelName: string;

  /** Version of the model: letters, digits, `.`, `-`, `+` and `_`, at most 63. */
  readonly version: string;

  /** SHA-256 of the artifact: 64 lower-case hexadecimal digits. */
  readonly sha256: string;

  /** Where the artifact comes from. */
  readonly source: ArtifactSource;
}

/**
 * A model artifact whose bytes were compared with the declared digest before anything serves them.
 *
 * At deployment a function reads the source, compares its SHA-256, and copies it to a key that contains the digest.
 * A wrong digest fails the deployment and says both digests. Artifacts are never deleted: an earlier release must be
 * able to come back. Whatever uses the artifact must depend on this construct.
 */
export class VerifiedArtifact extends Construct {
  /** `s3://bucket/key` of the verified artifact. */
  readonly s3Uri: string;
  /** Key in the artifact bucket. */
  readonly objectKey: string;
  /** SHA-256 of the artifact, hex. */
  readonly sha256: string;

  constructor(scope: Construct, id: string, props: VerifiedArtifactProps) {
    super(scope, id);
    validate(this, props);
    const { store, modelName, version, sha256 } = props;
    this.sha256 = sha256;
    this.objectKey = artifactKey(modelName, version, sha256);
    this.s3Uri = store.artifactBucket.s3UrlForObject(this.objectKey);

    const source = props.source.bind(this, sha256);
    const verifier = ArtifactVerifier.for(this, store);
    verifier.allowSource(source);
    const resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::VerifiedArtifact',
      serviceToken: verifier.function.function.functionArn,
      // Past the function's own timeout CloudFormation would wait an hour for an answer that cannot come.
      serviceTimeout: Duration.minutes(16),
      properties: {
        SourceUri: source.uri,
        Bucket: store.artifactBucket.bucketName,
        Key: this.objectKey,
        KeyArn: store.artifactKey.keyArn,
        Sha256: sha256,
        ModelName: modelName,
        ModelVersion: version,
      },
    });
    // The function's rights, and the bucket policy that admits it, must be there before it is called.
    resource.node.addDependency(verifier.function.role, store.artifactBucket);
  }
}

function validate(scope: Construct, props: VerifiedArtifactProps): void {
  const problems = new Problems(scope);
  problems.required('store', props.store, 'an ArtifactStore', 'Pass the store that is to keep the artifact.');
  problems.required('source', props.source, 'an ArtifactSource', 'Use ArtifactSource.s3Uri or ArtifactSource.asset.');
  const text = (prop: 'modelName' | 'version' | 'sha256', pattern: RegExp, expected: string, remedy: string) => {
    if (props[prop] === undefined) problems.required(prop, undefined, expected, remedy);
    else problems.matches(prop, props[prop], pattern, expected, remedy);
  };
  text(
    'modelName',
    SAGEMAKER_NAME,
    '1 to 63 letters, digits and inner hyphens',
    'SageMaker takes no other characters in names.',
  );
  text(
    'version',
    /^[A-Za-z0-9][A-Za-z0-9._+-]{0,62}$/,
    '1 to 63 letters, digits, dots, hyphens, plus signs and underscores',
    'Use a semantic version such as 1.4.0.',
  );
  text(
    'sha256',
    /^[0-9a-f]{64}$/,
    '64 lower-case hexadecimal digits',
    'Take it from the model manifest, or from `sha256sum model.tar.gz`.',
  );
  problems.throwIfAny();
}
