/** Rules that several documents share. Limits without a source are this library's own, wide enough for real models. */
import { SAGEMAKER_NAME } from '../../contract';
import type { TextRule } from './object-reader';

/** Most features a schema holds; each costs a few hundred bytes of every report. */
export const MAX_FEATURES = 2000;
export const MAX_OUTPUTS = 100;

/** Names of features and outputs: they become keys of reports and dimensions of metrics. */
export const FIELD_NAME: TextRule = {
  pattern: /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/,
  expected: '1 to 64 letters, digits, "_", "." or "-", beginning with a letter',
  remedy: 'Rename the field; put the long name for people into its unit or into the documentation.',
};

/** SHA-256 as every tool prints it. */
export const SHA256: TextRule = {
  pattern: /^[0-9a-f]{64}$/,
  expected: '64 lower-case hexadecimal digits',
  remedy: 'Compute it with "sha256sum FILE" (in Python: hashlib.sha256(data).hexdigest()).',
};

/** Names that SageMaker also accepts for a model package group. */
export const MODEL_NAME: TextRule = {
  pattern: SAGEMAKER_NAME,
  expected: '1 to 63 letters, digits or inner hyphens',
  remedy: 'Name the model without its version, for example "flight-delay".',
};

/** Part of the artifact's key. */
export const MODEL_VERSION: TextRule = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9.+-]{0,62}$/,
  expected: '1 to 63 letters, digits, ".", "-" or "+", beginning with a letter or digit',
  remedy: 'Use a semantic version such as "1.4.0" or a date such as "2026-04-01".',
};

/**
 * Image by digest, ≤ 255 characters (ContainerDefinition.Image of CreateModel). A tag can be moved after the review.
 */
export const IMAGE_BY_DIGEST: TextRule = {
  pattern: /^(?=.{1,255}$)[a-z0-9][a-z0-9.-]*(:\d{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)+@sha256:[0-9a-f]{64}$/,
  expected: 'registry/repository@sha256:<64 hexadecimal digits>',
  remedy:
    'A tag can be moved to another image: take the digest that "docker push" prints, or "aws ecr describe-images".',
};

/** ModelDataUrl of CreateModel: ≤ 1024 characters; SageMaker hosting unpacks a gzipped tar. */
export const ARTIFACT_URI: TextRule = {
  pattern: /^(?=.{1,1024}$)s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/[A-Za-z0-9!_.*'()/+=:@&$,-]*[^/]\.tar\.gz$/,
  expected: 's3://bucket/key.tar.gz',
  remedy:
    'Point it at the gzipped tar that the training run wrote, or give artifactFile to have a local file uploaded.',
};

/** Free text for people: one line. */
export function line(maxLength: number): TextRule {
  return {
    pattern: new RegExp(`^[^\\u0000-\\u001f\\u007f]{1,${maxLength}}$`),
    expected: `one line of 1 to ${maxLength} characters`,
    remedy: 'Shorten the text and take line breaks out.',
  };
}
