import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { FeatureSchema, ModelVersion } from '../../lib/registry';
import { BROKEN_MANIFESTS, BROKEN_SCHEMAS, type Breakage } from './broken-documents';
import { type AnyDocument, manifestDocument, messageOf, schemaDocument, written } from './documents';

/** The published JSON Schemas and the readers must agree: both are shown every document here. */

const published = (name: string) =>
  JSON.parse(readFileSync(join(__dirname, '../../assets/schema', `${name}.schema.json`), 'utf8'));
const ajv = new Ajv({
  allErrors: true,
  allowUnionTypes: true,
  strict: true,
  strictRequired: false,
  strictTypes: false,
});
const schemaFits = ajv.compile(published('feature-schema'));
const manifestFits = ajv.compile(published('model-manifest'));

function broken(good: () => AnyDocument, { breaks }: Breakage): AnyDocument {
  const document = good();
  breaks(document);
  return document;
}

describe('a feature schema', () => {
  test('that is good is accepted by the reader and by the published JSON Schema', () => {
    expect(FeatureSchema.fromFile(written(schemaDocument())).features).toHaveLength(3);
    expect(schemaFits(schemaDocument())).toBe(true);
  });

  test.each(BROKEN_SCHEMAS)('with $title is refused by name', (breakage) => {
    const message = messageOf(() => FeatureSchema.fromFile(written(broken(schemaDocument, breakage))));
    for (const name of breakage.names) expect(message).toContain(name);
  });

  test.each(BROKEN_SCHEMAS)('with $title is one problem, not a cascade', (breakage) => {
    const message = messageOf(() => FeatureSchema.fromFile(written(broken(schemaDocument, breakage))));
    expect(message).toContain(': 1 problem\n');
  });

  test.each(BROKEN_SCHEMAS)('with $title is seen by the JSON Schema exactly where a schema can say it', (breakage) => {
    expect(schemaFits(broken(schemaDocument, breakage))).toBe(breakage.beyondSchema === true);
  });
});

describe('a model manifest', () => {
  test('that is good is accepted by the reader and by the published JSON Schema', () => {
    expect(ModelVersion.fromManifest(written(manifestDocument())).version).toBe('1.4.0+build-7');
    expect(manifestFits(manifestDocument())).toBe(true);
  });

  test.each(BROKEN_MANIFESTS)('with $title is refused by name', (breakage) => {
    const message = messageOf(() => ModelVersion.fromManifest(written(broken(manifestDocument, breakage))));
    for (const name of breakage.names) expect(message).toContain(name);
  });

  test.each(BROKEN_MANIFESTS)(
    'with $title is seen by the JSON Schema exactly where a schema can say it',
    (breakage) => {
      expect(manifestFits(broken(manifestDocument, breakage))).toBe(breakage.beyondSchema === true);
    },
  );
});
