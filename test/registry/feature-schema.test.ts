import { Lazy, Token } from 'aws-cdk-lib';
import { FeatureKind, FeatureSchema, type FeatureSchemaProps, PayloadFormat } from '../../lib/registry';
import { messageOf, schemaDocument, written } from './documents';

const props: FeatureSchemaProps = {
  features: [
    { name: 'distance', kind: FeatureKind.NUMBER, position: 0, unit: 'miles' },
    { name: 'carrier', kind: FeatureKind.CATEGORY, position: 1, segment: true },
    { name: 'passenger_age', kind: FeatureKind.INTEGER, position: 2, sensitive: true },
  ],
  outputs: [
    { name: 'late', kind: FeatureKind.BOOLEAN, pointer: '/predictions/*/late', primary: true },
    { name: 'probability', kind: FeatureKind.NUMBER, pointer: '/predictions/*/probability' },
  ],
};

describe('FeatureSchema', () => {
  test('written in code equals the same schema read from a file', () => {
    expect(FeatureSchema.of(props).toJson()).toBe(FeatureSchema.fromFile(written(schemaDocument())).toJson());
  });

  test('survives writing and reading', () => {
    const text = FeatureSchema.of(props).toJson();
    expect(FeatureSchema.fromFile(written(text)).toJson()).toBe(text);
  });

  test('tells the format from where the fields stand', () => {
    const schema = FeatureSchema.of(props);
    expect([schema.inputFormat, schema.outputFormat]).toEqual([PayloadFormat.CSV, PayloadFormat.JSON]);
  });

  test('knows its primary output', () => {
    expect(FeatureSchema.of(props).primaryOutput.name).toBe('late');
  });

  test('cannot be changed through what it returns', () => {
    const schema = FeatureSchema.of(props);
    schema.features.pop();
    (schema.features[0] as { name: string }).name = 'changed';
    expect(schema.features.map(({ name }) => name)).toEqual(['distance', 'carrier', 'passenger_age']);
  });

  test('shows all problems at once, with the path in the properties', () => {
    const message = messageOf(() =>
      FeatureSchema.of({
        features: [{ name: 'a b', kind: FeatureKind.NUMBER, position: 0 }],
        outputs: [{ name: 'late', kind: FeatureKind.BOOLEAN, position: 7 }],
      }),
    );
    expect(message).toContain('3 problems');
    for (const path of ['features[0].name', 'outputs is "0 primary', 'outputs is "no field at position 0"']) {
      expect(message).toContain(path);
    }
  });

  test('accepts the whole body as an output', () => {
    const outputs = [{ name: 'score', kind: FeatureKind.NUMBER, pointer: '', primary: true }];
    expect(FeatureSchema.of({ ...props, outputs }).primaryOutput.pointer).toBe('');
  });

  test('accepts fields outside the list of rows beside fields in it', () => {
    const features = [
      { name: 'site', kind: FeatureKind.CATEGORY, pointer: '/context/site' },
      { name: 'x', kind: FeatureKind.NUMBER, pointer: '/instances/*/x' },
    ];
    expect(FeatureSchema.of({ ...props, features }).inputFormat).toBe(PayloadFormat.JSON);
  });

  test('accepts tokens wherever a value may only be known at deployment', () => {
    const text = Lazy.string({ produce: () => 'later' });
    const features = [
      { name: text, kind: FeatureKind.NUMBER, position: Token.asNumber({ Ref: 'Position' }), unit: text },
      { name: text, kind: FeatureKind.NUMBER, position: 5 },
    ];
    const outputs = [{ name: 'score', kind: FeatureKind.NUMBER, pointer: text, primary: true }];
    expect(() => FeatureSchema.of({ features, outputs })).not.toThrow();
  });

  test.each([undefined, null, 'text', 7, []])('refuses %p with a message instead of a type error', (value) => {
    expect(messageOf(() => FeatureSchema.of({ features: value, outputs: value } as never))).toContain('features');
  });
});
