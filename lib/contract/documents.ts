/** The documents a training run writes and both the constructs and the handlers read. */

/** Version of the documents below. A reader accepts this one and the one before it. */
export const DOCUMENT_SCHEMA_VERSION = 1;

/** What kind of values a field holds. */
export type FieldKind = 'number' | 'integer' | 'category' | 'boolean';

/** One field of a request or a response. */
export interface FieldDocument {
  readonly name: string;
  readonly kind: FieldKind;
  /** 0-based column of a CSV row. Exactly one of `position` and `pointer` is given. */
  readonly position?: number;
  /** JSON Pointer (RFC 6901) into a JSON body; `*` as one segment stands for the row axis. */
  readonly pointer?: string;
  /** Unit of the value, for people: `minutes`, `km`. */
  readonly unit?: string;
  /** Categories are kept as digests only, and nothing of a line that cannot be read is quoted. */
  readonly sensitive?: boolean;
  /** Statistics are also kept for each value of this field. */
  readonly segment?: boolean;
}

/** A field of a response. */
export interface OutputDocument extends FieldDocument {
  /** The output that performance and prediction drift are judged by; exactly one output has it. */
  readonly primary?: boolean;
}

/** What a model takes and gives, kept with the model version. */
export interface FeatureSchemaDocument {
  readonly schemaVersion: number;
  /** MIME type of requests: `text/csv` fields have positions, `application/json` fields have pointers. */
  readonly inputContentType: 'text/csv' | 'application/json';
  readonly outputContentType: 'text/csv' | 'application/json';
  readonly features: readonly FieldDocument[];
  readonly outputs: readonly OutputDocument[];
}

/** A figure measured on a data set, with its confidence interval. */
export interface MetricDocument {
  readonly name: string;
  readonly value: number;
  /** Bounds of the confidence interval. */
  readonly lower?: number;
  readonly upper?: number;
  /** Confidence of the interval, 0..1. */
  readonly confidence?: number;
  /** Which data it was measured on: `holdout`, `train`. */
  readonly dataset: string;
  readonly rows: number;
}

/** Everything that is needed to train the same model again. */
export interface ProvenanceDocument {
  readonly codeCommit?: string;
  readonly hyperparameters?: Readonly<Record<string, string | number | boolean>>;
  readonly seed?: number;
  /** SHA-256 (hex) of the training data snapshot. */
  readonly dataSha256?: string;
  readonly dataDescription?: string;
  /** SHA-256 (hex) of the lock file of the training environment. */
  readonly lockFileSha256?: string;
  readonly libraries?: Readonly<Record<string, string>>;
  readonly hardware?: string;
  /** When training ended, ISO 8601 in UTC. */
  readonly trainedAt?: string;
}

/** The manifest of one model version: `model.json`, written by the training run beside the artifact. */
export interface ModelManifestDocument {
  readonly schemaVersion: number;
  readonly name: string;
  /** Version of the model, as semantic version or any text of letters, digits, `.`, `-`, `+`. */
  readonly version: string;
  /** Container image by digest, `registry/repository@sha256:…`. */
  readonly image: string;
  readonly artifact: {
    /** `s3://bucket/key` where the artifact already lies in a bucket. Exactly one of `uri` and `file` is given. */
    readonly uri?: string;
    /** Path of the artifact relative to this manifest; it is uploaded at deployment. */
    readonly file?: string;
    /** SHA-256 of the artifact, hex. */
    readonly sha256: string;
    readonly sizeBytes?: number;
  };
  readonly provenance?: ProvenanceDocument;
  readonly metrics?: readonly MetricDocument[];
  /** Importance of each feature, by name; any non-negative scale. */
  readonly importances?: Readonly<Record<string, number>>;
  readonly featureSchema: FeatureSchemaDocument;
}
