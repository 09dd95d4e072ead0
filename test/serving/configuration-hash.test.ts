import * as fc from 'fast-check';
import { canonicalJson } from '../../lib/contract';
import { FeatureKind, FeatureSchema } from '../../lib/registry';
import type { ProductionVariantProps } from '../../lib/serving';
import { type EndpointChanges, endpoint, IMAGE, modelVersion, scene } from './endpoints';

const here = scene();
let counter = 0;
const hashOf = (changes: EndpointChanges) => endpoint(here, changes, `Endpoint${counter++}`).configurationHash;
const hashOfVariant = (changes: Partial<ProductionVariantProps>) =>
  hashOf({ productionVariants: [{ model: modelVersion(), variantName: 'champion', ...changes }] });

describe('the hash of a configuration', () => {
  const base = hashOfVariant({});

  test('is 32 hexadecimal digits, known at synth', () => {
    expect(base).toMatch(/^[0-9a-f]{32}$/);
  });

  test('is the same in another stack and at another synth', () => {
    expect(endpoint(scene()).configurationHash).toBe(base);
  });

  test('does not depend on the order in which environment variables were written', () => {
    const variables = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[A-Z]{1,8}$/), fc.stringMatching(/^\w{0,8}$/)), {
      selector: ([name]) => name,
      maxLength: 5,
    });
    fc.assert(
      fc.property(variables, (pairs) => {
        const forwards = hashOfVariant({ environment: Object.fromEntries(pairs) });
        const backwards = hashOfVariant({ environment: Object.fromEntries([...pairs].reverse()) });
        expect(backwards).toBe(forwards);
      }),
      { numRuns: 20 },
    );
  });

  test('tells a default from nothing else: writing a default out changes nothing', () => {
    expect(hashOfVariant({ instanceType: 'ml.m5.large', initialInstanceCount: 2, initialWeight: 1 })).toBe(base);
  });

  test.each<[string, Partial<ProductionVariantProps>]>([
    ['the version', { model: modelVersion({ version: '1.0.1' }) }],
    ['the name of the model', { model: modelVersion({ name: 'other' }) }],
    ['the image', { model: modelVersion({ image: IMAGE.replace(/b$/, 'c') }) }],
    ['the artifact', { model: modelVersion({ artifactSha256: 'c'.repeat(64) }) }],
    [
      'the feature schema',
      {
        model: modelVersion({
          featureSchema: FeatureSchema.of({
            features: [{ name: 'km', kind: FeatureKind.NUMBER, position: 0 }],
            outputs: [{ name: 'late', kind: FeatureKind.BOOLEAN, position: 0, primary: true }],
          }),
        }),
      },
    ],
    ['the name of a variant', { variantName: 'challenger' }],
    ['the instance type', { instanceType: 'ml.m5.xlarge' }],
    ['the number of instances', { initialInstanceCount: 3 }],
    ['the weight', { initialWeight: 2 }],
    ['the environment', { environment: { THREADS: '4' } }],
  ])('changes with %s', (_what, changes) => {
    expect(hashOfVariant(changes)).not.toBe(base);
  });

  test('changes with the sampling and with a shadow', () => {
    expect(hashOf({ captureSamplingPercentage: 50 })).not.toBe(base);
    expect(hashOf({ shadowVariant: { model: modelVersion() } })).not.toBe(base);
  });

  test('does not change with what says nothing about captured lines', () => {
    expect(hashOf({ endpointName: 'another-name', networkIsolation: false, tags: { owner: 'x' } })).toBe(base);
  });
});

describe('canonical JSON', () => {
  test('is the same for every order of keys and parses to the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value))).toBe(text);
      }),
    );
  });

  test('leaves undefined out and keeps null, 0, false and empty text', () => {
    expect(canonicalJson({ a: undefined, b: null, c: 0, d: false, e: '' })).toBe('{"b":null,"c":0,"d":false,"e":""}');
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, element]) => [key, reversed(element)]),
  );
}
