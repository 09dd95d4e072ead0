import {
  DOCUMENT_SCHEMA_VERSION,
  type FeatureSchemaDocument,
  type MetricDocument,
  type ModelManifestDocument,
} from '../../contract';
import { readFeatureSchema, readSchemaVersion } from './feature-schema-document';
import { type ArtifactPlace, readArtifact } from './model-artifact';
import { ObjectReader, type Reading } from './object-reader';
import { readProvenance } from './provenance';
import { FIELD_NAME, IMAGE_BY_DIGEST, line, MAX_FEATURES, MODEL_NAME, MODEL_VERSION } from './rules';

const MAX_METRICS = 1000;
const FINITE = { min: -Number.MAX_VALUE, max: Number.MAX_VALUE };

function readMetric(reader: ObjectReader): MetricDocument | undefined {
  const name = reader.text('name', FIELD_NAME, 'required');
  const figure = { ...FINITE, remedy: 'Give the measured figure; a metric that cannot be computed is left out.' };
  const value = reader.number('value', figure, 'required');
  const lower = reader.number('lower', figure, 'optional');
  const upper = reader.number('upper', figure, 'optional');
  const remedy = 'Give confidence as a share: 0.95, not 95.';
  const confidence = reader.number('confidence', { min: 0, max: 1, remedy }, 'optional');
  const dataset = reader.text('dataset', line(64), 'required');
  const rowsRule = {
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    integer: true,
    remedy: 'Count the rows it was measured on.',
  };
  const rows = reader.number('rows', rowsRule, 'required');
  checkInterval(reader, value, lower, upper);
  if (name === undefined || value === undefined || dataset === undefined || rows === undefined) return undefined;
  return { name, value, lower, upper, confidence, dataset, rows };
}

function checkInterval(reader: ObjectReader, value?: number, lower?: number, upper?: number): void {
  const given = ['lower', 'upper', 'confidence'].filter((key) => reader.has(key));
  if (given.length !== 0 && given.length !== 3) {
    const remedy = 'An interval without its confidence, or a confidence without its interval, says nothing.';
    reader.report('lower', `only ${given.join(' and ')}`, 'lower, upper and confidence together', remedy);
  }
  if (value === undefined || lower === undefined || upper === undefined) return;
  if ([value, lower, upper].some((bound) => reader.isToken(bound)) || (lower <= value && value <= upper)) return;
  reader.report(
    'value',
    value,
    `a value from lower (${lower}) to upper (${upper})`,
    'Check how the interval was computed.',
  );
}

function readMetrics(reading: Reading, parent: ObjectReader): MetricDocument[] | undefined {
  if (!parent.has('metrics')) {
    parent.any('metrics');
    return undefined;
  }
  const values = parent.list('metrics', 0, MAX_METRICS, 'List the figures that a reviewer compares.', 'optional');
  const seen = new Set<string>();
  return values.flatMap((value, index) => {
    const path = `${parent.pathOf('metrics')}[${index}]`;
    const reader = ObjectReader.open(reading, path, value, 'Give name, value, dataset and rows.');
    const metric = reader && readMetric(reader);
    reader?.end();
    if (metric === undefined) return [];
    const key = `${metric.name} on ${metric.dataset}`;
    if (seen.has(key)) reader?.report('name', key, 'one figure a metric and data set', 'Keep the figure that counts.');
    seen.add(key);
    return [metric];
  });
}

function readImportances(
  reader: ObjectReader,
  schema: FeatureSchemaDocument | undefined,
): Readonly<Record<string, number>> | undefined {
  const remedy =
    'Importances belong to the features of the schema; categories are not split into columns of their own.';
  const rule = { min: 0, max: Number.MAX_VALUE, remedy: 'Give a finite importance of at least 0, on any scale.' };
  const names = new Set(schema?.features.map(({ name }) => name));
  const known = names.size > 0 && ![...names].some((name) => reader.isToken(name));
  return reader.entries('importances', { ...FIELD_NAME, remedy }, MAX_FEATURES, (map, name) => {
    if (known && !names.has(name)) map.report(name, name, 'the name of a feature of the schema', remedy);
    return map.number(name, rule, 'required');
  });
}

/** What a manifest and the properties of `ModelVersion.of` have in common, without artifact and feature schema. */
export type ModelDescription = Omit<ModelManifestDocument, 'schemaVersion' | 'artifact' | 'featureSchema'>;

/** Reads the fields that describe a model version. */
export function readModelDescription(
  reading: Reading,
  reader: ObjectReader,
  schema: FeatureSchemaDocument | undefined,
): ModelDescription {
  return {
    name: reader.text('name', MODEL_NAME, 'required') ?? '',
    version: reader.text('version', MODEL_VERSION, 'required') ?? '',
    image: reader.text('image', IMAGE_BY_DIGEST, 'required') ?? '',
    provenance: readProvenance(reader),
    metrics: readMetrics(reading, reader),
    importances: readImportances(reader, schema),
  };
}

/**
 * Reads a model manifest and reports everything that is wrong with it.
 *
 * @param place the manifest, which the artifact's path is relative to
 * @returns the manifest with only the documented fields; it is complete only when no problem was reported
 */
export function readModelManifest(reading: Reading, reader: ObjectReader, place: ArtifactPlace): ModelManifestDocument {
  readSchemaVersion(reader);
  const schemaReader = reader.object('featureSchema', 'Describe what the model takes and gives.', 'required');
  const featureSchema = schemaReader && readFeatureSchema(reading, schemaReader);
  const description = readModelDescription(reading, reader, featureSchema);
  const artifactReader = reader.object('artifact', 'Say where the artifact lies: file or uri, and sha256.', 'required');
  const names = { uri: 'uri', file: 'file', sha256: 'sha256', sizeBytes: 'sizeBytes' };
  const artifact = artifactReader && readArtifact(artifactReader, names, place);
  artifactReader?.end();
  reader.end();
  return {
    schemaVersion: DOCUMENT_SCHEMA_VERSION,
    ...description,
    artifact: artifact ?? { sha256: '' },
    featureSchema: featureSchema ?? {
      schemaVersion: 1,
      inputContentType: 'text/csv',
      outputContentType: 'text/csv',
      features: [],
      outputs: [],
    },
  };
}
