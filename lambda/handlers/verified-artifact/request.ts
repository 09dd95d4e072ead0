import { type ObjectLocation, parseUri, uriOf } from '../../aws/object-store';

/** What the stack asks for: this artifact, at this place, with these bytes. */
export interface ArtifactRequest {
  readonly source: ObjectLocation;
  readonly target: ObjectLocation;
  readonly kmsKeyArn: string;
  /** Hex. */
  readonly sha256: string;
  readonly modelName: string;
  readonly modelVersion: string;
}

type Check = (value: string) => boolean;

const notEmpty: Check = (value) => value !== '';

/** Properties, what each must be, and the test of it. */
const PROPERTIES: Readonly<Record<string, { readonly expected: string; readonly test: Check }>> = {
  SourceUri: { expected: 's3://bucket/key', test: (value) => parseUri(value) !== undefined },
  Bucket: { expected: 'a bucket name', test: notEmpty },
  Key: { expected: 'an object key', test: notEmpty },
  KeyArn: { expected: 'the ARN of a KMS key', test: (value) => /^arn:[^:]+:kms:/.test(value) },
  Sha256: { expected: '64 lower-case hexadecimal digits', test: (value) => /^[0-9a-f]{64}$/.test(value) },
  ModelName: { expected: 'the name of a model', test: notEmpty },
  ModelVersion: { expected: 'the version of a model', test: notEmpty },
};

/**
 * Reads the properties of a request. CloudFormation passes all of them as text.
 *
 * @throws Error naming every property that is missing or malformed
 */
export function readRequest(properties: Readonly<Record<string, unknown>>): ArtifactRequest {
  const problems = Object.entries(PROPERTIES).flatMap(([name, { expected, test }]) => {
    const value = properties[name];
    return typeof value === 'string' && test(value) ? [] : [`${name} is ${shown(value)}; expected ${expected}`];
  });
  const text = (name: string) => String(properties[name]);
  const source = parseUri(text('SourceUri'));
  if (problems.length > 0 || source === undefined) {
    throw new Error(`Malformed properties: ${problems.join('; ')}. Create the resource with VerifiedArtifact.`);
  }
  return {
    source,
    target: { bucket: text('Bucket'), key: text('Key') },
    kmsKeyArn: text('KeyArn'),
    sha256: text('Sha256'),
    modelName: text('ModelName'),
    modelVersion: text('ModelVersion'),
  };
}

function shown(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value).slice(0, 80);
}

/** Identity of the resource: another artifact is another resource, so that CloudFormation never "updates" bytes. */
export function physicalResourceId(request: ArtifactRequest): string {
  return uriOf(request.target);
}
