import type { FeatureSchema } from './feature-schema';

/** A figure measured on a data set. */
export interface ModelMetric {
  /** Name of the figure: `auc`, `accuracy`. */
  readonly name: string;

  /** The measured figure, a finite number. */
  readonly value: number;

  /** Which data it was measured on: `holdout`, `train`. */
  readonly dataset: string;

  /** How many rows it was measured on, at least 1. */
  readonly rows: number;

  /**
   * Lower bound of the confidence interval; given with `upper` and `confidence`.
   *
   * @default - no interval
   */
  readonly lower?: number;

  /**
   * Upper bound of the confidence interval.
   *
   * @default - no interval
   */
  readonly upper?: number;

  /**
   * Confidence of the interval as a share, 0 to 1: 0.95 for 95 %.
   *
   * @default - no interval
   */
  readonly confidence?: number;
}

/** What is needed to train the same model again. */
export interface ModelProvenance {
  /**
   * Commit of the training code, 7 to 64 hexadecimal digits, with `-dirty` where files were not committed.
   *
   * @default - unknown
   */
  readonly codeCommit?: string;

  /**
   * Hyperparameters by name; values are text, finite numbers or booleans.
   *
   * @default - unknown
   */
  readonly hyperparameters?: { [name: string]: unknown };

  /**
   * Seed of the random number generator.
   *
   * @default - unknown
   */
  readonly seed?: number;

  /**
   * SHA-256 of the snapshot of the training data, 64 hexadecimal digits.
   *
   * @default - unknown
   */
  readonly dataSha256?: string;

  /**
   * The training data in words, one line of at most 1024 characters.
   *
   * @default - none
   */
  readonly dataDescription?: string;

  /**
   * SHA-256 of the lock file of the training environment, 64 hexadecimal digits.
   *
   * @default - unknown
   */
  readonly lockFileSha256?: string;

  /**
   * Versions of the libraries that training used, by name.
   *
   * @default - unknown
   */
  readonly libraries?: { [name: string]: string };

  /**
   * The machine that trained, for people.
   *
   * @default - unknown
   */
  readonly hardware?: string;

  /**
   * When training ended, ISO 8601 in UTC.
   *
   * @default - unknown
   */
  readonly trainedAt?: string;
}

/** Properties of a model version. */
export interface ModelVersionProps {
  /** Name of the model without its version: 1 to 63 letters, digits or inner hyphens. */
  readonly name: string;

  /** Version: 1 to 63 letters, digits, `.`, `-` or `+`, beginning with a letter or digit. */
  readonly version: string;

  /** Container image by digest: `registry/repository@sha256:<64 hexadecimal digits>`. A tag is refused. */
  readonly image: string;

  /** SHA-256 of the artifact, 64 lower-case hexadecimal digits. */
  readonly artifactSha256: string;

  /** What the model takes and gives. */
  readonly featureSchema: FeatureSchema;

  /**
   * Where the artifact already lies: `s3://bucket/key.tar.gz`. Exactly one of this and `artifactFile` is given.
   *
   * @default - `artifactFile` is uploaded
   */
  readonly artifactUri?: string;

  /**
   * Path of the artifact on this machine, relative to the working directory; it is uploaded at deployment. Its SHA-256
   * is checked at synth.
   *
   * @default - `artifactUri` is used
   */
  readonly artifactFile?: string;

  /**
   * Size of the artifact in bytes.
   *
   * @default - unknown
   */
  readonly artifactSizeBytes?: number;

  /**
   * What is needed to train the same model again.
   *
   * @default - unknown; such a version cannot be reproduced
   */
  readonly provenance?: ModelProvenance;

  /**
   * Figures that a reviewer compares, at most one for each name and data set.
   *
   * @default - none
   */
  readonly metrics?: ModelMetric[];

  /**
   * Importance of features by name, on any scale from 0 up.
   *
   * @default - unknown; every feature counts the same
   */
  readonly importances?: { [feature: string]: number };
}

/** What an environment has elsewhere than the manifest of a training run says. */
export interface ModelManifestOverrides {
  /**
   * The same image in this environment's registry, by digest.
   *
   * @default - the image of the manifest
   */
  readonly image?: string;

  /**
   * The same artifact in this environment's bucket: `s3://bucket/key.tar.gz`. The SHA-256 stays the manifest's.
   *
   * @default - the artifact of the manifest
   */
  readonly artifactUri?: string;
}
