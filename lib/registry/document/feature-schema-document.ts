import {
  DOCUMENT_SCHEMA_VERSION,
  type FeatureSchemaDocument,
  type FieldDocument,
  type OutputDocument,
} from '../../contract';
import { ObjectReader, type Reading } from './object-reader';
import { checkPlaces, readPlace } from './places';
import { FIELD_NAME, line, MAX_FEATURES, MAX_OUTPUTS } from './rules';

const CONTENT_TYPES = ['text/csv', 'application/json'] as const;
const KINDS = ['number', 'integer', 'category', 'boolean'] as const;
const UNIT = line(32);
const FLAG_REMEDY = 'Write true or false without quotes.';

/** Reads what features and outputs have in common; undefined where the field has no name. */
function readField(reader: ObjectReader, contentType: string | undefined): FieldDocument | undefined {
  const name = reader.text('name', FIELD_NAME, 'required');
  const kind = reader.choice('kind', KINDS, 'Say what the values are; free text is no field that can be monitored.');
  const place = readPlace(reader, contentType);
  const unit = reader.text('unit', UNIT, 'optional');
  const sensitive = reader.flag('sensitive', FLAG_REMEDY);
  const segment = reader.flag('segment', FLAG_REMEDY);
  if (segment === true && kind === 'number') {
    const remedy = 'Segment by a field with few values: cut the number into bands before it reaches the model.';
    reader.report('segment', segment, 'false for a field of kind number', remedy);
  }
  if (name === undefined) return undefined;
  return { name, kind: kind ?? 'number', ...place, unit, sensitive, segment };
}

function open(reading: Reading, path: string, value: unknown): ObjectReader | undefined {
  return ObjectReader.open(reading, path, value, 'Describe each field with name, kind and position or pointer.');
}

function readFeatures(reading: Reading, parent: ObjectReader, contentType: string | undefined): FieldDocument[] {
  const values = parent.list('features', 1, MAX_FEATURES, 'List every input of the model, in any order.', 'required');
  const features = values.flatMap((value, index) => {
    const reader = open(reading, `${parent.pathOf('features')}[${index}]`, value);
    const field = reader && readField(reader, contentType);
    reader?.end();
    return field ?? [];
  });
  checkNames(parent, 'features', features);
  if (features.length === values.length) checkPlaces(parent, 'features', features);
  return features;
}

function readOutputs(reading: Reading, parent: ObjectReader, contentType: string | undefined): OutputDocument[] {
  const values = parent.list('outputs', 1, MAX_OUTPUTS, 'List what the model answers.', 'required');
  let primaries = 0;
  const outputs = values.flatMap((value, index) => {
    const reader = open(reading, `${parent.pathOf('outputs')}[${index}]`, value);
    const field = reader && readField(reader, contentType);
    const primary = reader?.flag('primary', FLAG_REMEDY);
    if (primary === true) primaries += 1;
    reader?.end();
    return field ? { ...field, primary } : [];
  });
  if (values.length > 0 && primaries !== 1) {
    const remedy = 'Set "primary": true on the one output that performance and drift are judged by.';
    parent.report('outputs', `${primaries} primary outputs`, 'exactly one primary output', remedy);
  }
  checkNames(parent, 'outputs', outputs);
  if (outputs.length === values.length) checkPlaces(parent, 'outputs', outputs);
  return outputs;
}

function checkNames(parent: ObjectReader, key: string, fields: readonly FieldDocument[]): void {
  const seen = new Set<string>();
  for (const { name } of fields) {
    if (parent.isToken(name)) continue;
    if (seen.has(name)) parent.report(key, name, 'names that differ', 'Give each field a name of its own.');
    seen.add(name);
  }
}

/** A reader accepts the current version of a document and, once there is one, the version before it. */
export function readSchemaVersion(reader: ObjectReader): void {
  const remedy =
    'Write the document in the form that this library reads, or use the library that the writer was made for.';
  reader.number('schemaVersion', { min: 1, max: DOCUMENT_SCHEMA_VERSION, integer: true, remedy }, 'required');
}

/**
 * Reads the fields of a feature schema and reports everything that is wrong with them.
 *
 * @returns the schema with only the documented fields; it is complete only when no problem was reported
 */
export function readFeatureSchema(reading: Reading, reader: ObjectReader): FeatureSchemaDocument {
  readSchemaVersion(reader);
  const remedy = 'Say how requests and responses are encoded; other types cannot be read from captured data.';
  const inputContentType = reader.choice('inputContentType', CONTENT_TYPES, remedy);
  const outputContentType = reader.choice('outputContentType', CONTENT_TYPES, remedy);
  const features = readFeatures(reading, reader, inputContentType);
  const outputs = readOutputs(reading, reader, outputContentType);
  reader.end();
  return {
    schemaVersion: DOCUMENT_SCHEMA_VERSION,
    inputContentType: inputContentType ?? 'text/csv',
    outputContentType: outputContentType ?? 'text/csv',
    features,
    outputs,
  };
}
