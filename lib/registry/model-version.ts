import type { ModelManifestDocument } from '../contract';
import { DOCUMENT_SCHEMA_VERSION } from '../contract';
import { Problems } from '../core';
import { readJsonText } from './document/json-text';
import { readArtifact } from './document/model-artifact';
import { readModelDescription, readModelManifest } from './document/model-manifest-document';
import { ObjectReader } from './document/object-reader';
import { ARTIFACT_URI, IMAGE_BY_DIGEST } from './document/rules';
import { FeatureSchema } from './feature-schema';
import type { ModelManifestOverrides, ModelMetric, ModelProvenance, ModelVersionProps } from './model-version-props';

const FLAT_ARTIFACT = {
  uri: 'artifactUri',
  file: 'artifactFile',
  sha256: 'artifactSha256',
  sizeBytes: 'artifactSizeBytes',
};

/**
 * One version of a model: the image that serves it, the artifact it loads, and what is known about how it came to be.
 * Image and artifact are named by digest, so that a version never changes once it is written.
 */
export class ModelVersion {
  /**
   * Describes a model version in code.
   *
   * @throws ValidationError naming every property that is wrong
   */
  static of(props: ModelVersionProps): ModelVersion {
    const problems = new Problems(`ModelVersion ${typeof props?.name === 'string' ? props.name : ''}`.trim());
    const reading = { problems, tokens: true };
    const reader = ObjectReader.open(reading, '', props, 'Pass an object with name, version, image and artifact.');
    if (reader === undefined) return problems.throwIfAny() as never;
    const schema = reader.any('featureSchema');
    if (!(schema instanceof FeatureSchema)) {
      const remedy = 'Use FeatureSchema.of or FeatureSchema.fromFile.';
      reader.report('featureSchema', schema, 'a FeatureSchema', remedy);
    }
    const document = schema instanceof FeatureSchema ? schema._document() : undefined;
    const description = readModelDescription(reading, reader, document);
    const artifact = readArtifact(reader, FLAT_ARTIFACT, {});
    reader.end();
    problems.throwIfAny();
    const featureSchema = document as ModelManifestDocument['featureSchema'];
    return new ModelVersion({ schemaVersion: DOCUMENT_SCHEMA_VERSION, ...description, artifact, featureSchema });
  }

  /**
   * Reads a model version from the manifest that a training run wrote (`assets/schema/model-manifest.schema.json`).
   * An artifact beside the manifest is checked against its SHA-256.
   *
   * @param path path of the manifest, relative to the working directory
   * @param overrides what this environment has elsewhere; a manifest is never edited
   * @throws ValidationError naming everything that is wrong, with its path in the file
   */
  static fromManifest(path: string, overrides: ModelManifestOverrides = {}): ModelVersion {
    const value = readJsonText(path, 'Run the training, which writes it, or correct the path.');
    const problems = new Problems(path);
    const reading = { problems, tokens: false };
    const reader = ObjectReader.open(reading, '', value, 'Write one object with name, version, image and artifact.');
    const replacing = overrides.artifactUri !== undefined;
    const document = reader && readModelManifest(reading, reader, { manifest: path, replaced: replacing });
    const elsewhere = ObjectReader.open({ problems, tokens: true }, 'overrides', overrides, 'Pass an object.');
    const image = elsewhere?.text('image', IMAGE_BY_DIGEST, 'optional');
    const uri = elsewhere?.text('artifactUri', ARTIFACT_URI, 'optional');
    elsewhere?.end();
    problems.throwIfAny();
    const manifest = document as ModelManifestDocument;
    const artifact = replacing ? { ...manifest.artifact, uri, file: undefined } : manifest.artifact;
    return new ModelVersion({ ...manifest, image: image ?? manifest.image, artifact });
  }

  /** What the model takes and gives. */
  readonly featureSchema: FeatureSchema;

  private constructor(private readonly document: ModelManifestDocument) {
    this.featureSchema = FeatureSchema._fromDocument(document.featureSchema);
  }

  /** Name of the model, without its version. */
  get name(): string {
    return this.document.name;
  }

  /** Version of the model. */
  get version(): string {
    return this.document.version;
  }

  /** Container image by digest. */
  get image(): string {
    return this.document.image;
  }

  /** SHA-256 of the artifact, hexadecimal. */
  get artifactSha256(): string {
    return this.document.artifact.sha256;
  }

  /** Where the artifact already lies in a bucket; undefined where `artifactFile` is uploaded. */
  get artifactUri(): string | undefined {
    return this.document.artifact.uri;
  }

  /** Absolute path of the artifact on this machine; undefined where it already lies in a bucket. */
  get artifactFile(): string | undefined {
    return this.document.artifact.file;
  }

  /** Size of the artifact in bytes, where known. */
  get artifactSizeBytes(): number | undefined {
    return this.document.artifact.sizeBytes;
  }

  /** What is needed to train the same model again, where known. */
  get provenance(): ModelProvenance | undefined {
    return this.document.provenance === undefined ? undefined : { ...this.document.provenance };
  }

  /** Figures that a reviewer compares. */
  get metrics(): ModelMetric[] {
    return (this.document.metrics ?? []).map((metric) => ({ ...metric }));
  }

  /** Importance of features by name, where known. */
  get importances(): { [feature: string]: number } | undefined {
    return this.document.importances === undefined ? undefined : { ...this.document.importances };
  }

  /**
   * The version as JSON text in the form of a manifest. The path of a local artifact is left out: it means nothing on
   * another machine.
   */
  toJson(): string {
    return JSON.stringify({ ...this.document, artifact: { ...this.document.artifact, file: undefined } });
  }

  /** @internal */
  _document(): ModelManifestDocument {
    return this.document;
  }
}
