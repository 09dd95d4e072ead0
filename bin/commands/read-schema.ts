import { readFile } from 'node:fs/promises';
import type { FeatureSchemaDocument, ModelManifestDocument } from '../../lib/contract';
import { parseJsonText } from '../readers/json-text';
import { UnreadableDataError } from '../readers/table';

const KINDS = ['number', 'integer', 'category', 'boolean'];

/** What a schema file says. */
export interface SchemaFile {
  readonly schema: FeatureSchemaDocument;
  /** Importance of each feature to the model; only a model manifest knows it. */
  readonly importances?: Readonly<Record<string, number>>;
}

/** Reads a FeatureSchema, or the model manifest that holds one. */
export async function readSchema(path: string): Promise<SchemaFile> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new UnreadableDataError(path, 'there is no such file');
  });
  let document: Partial<ModelManifestDocument> & FeatureSchemaDocument;
  try {
    document = parseJsonText(text) as typeof document;
  } catch (error) {
    throw new UnreadableDataError(path, `it is no JSON (${error instanceof Error ? error.message : error})`);
  }
  const schema = document?.featureSchema ?? document;
  if (!Array.isArray(schema?.features)) throw new UnreadableDataError(path, 'it has no list of features');
  const fields = [...schema.features, ...(schema.outputs ?? [])];
  const odd = fields.find((field) => typeof field?.name !== 'string' || !KINDS.includes(field.kind));
  if (odd !== undefined) {
    throw new UnreadableDataError(
      path,
      `the field ${JSON.stringify(odd)} needs a name and a kind of ${KINDS.join(', ')}`,
    );
  }
  const importances = schema === document ? undefined : document.importances;
  return { schema: { ...schema, outputs: schema.outputs ?? [] }, importances };
}
