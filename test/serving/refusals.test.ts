import { Duration, Size } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { FeatureKind, FeatureSchema, type ModelVersion } from '../../lib/registry';
import type { ProductionVariantProps } from '../../lib/serving';
import { type EndpointChanges, endpoint, featureSchema, IMAGE, modelVersion, refusalOf, scene } from './endpoints';

const variant = (changes: Partial<ProductionVariantProps>): EndpointChanges => ({
  productionVariants: [{ model: modelVersion(), ...changes }],
});
const variants = (...changes: Partial<ProductionVariantProps>[]): EndpointChanges => ({
  productionVariants: changes.map((each, index) => ({ model: modelVersion(), variantName: `v${index}`, ...each })),
});
const key = () => kms.Key.fromKeyArn(scene().stack, 'Key', 'arn:aws:kms:eu-central-1:123456789012:key/1');
const aliasKey = () => kms.Alias.fromAliasName(scene().stack, 'Key', 'alias/models');
const scaling = { maxInstances: 4, targetInvocationsPerInstance: 100 };
const json = FeatureSchema.of({
  features: [{ name: 'distance', kind: FeatureKind.NUMBER, pointer: '/distance' }],
  outputs: [{ name: 'late', kind: FeatureKind.BOOLEAN, pointer: '/late', primary: true }],
});

describe('what AWS would refuse at deployment is refused at synth', () => {
  test.each<[string, EndpointChanges, string[]]>([
    ['no variant', { productionVariants: [] }, ['productionVariants (count) is 0', '1 to 10']],
    ['eleven variants', variants(...Array.from({ length: 11 }, () => ({}))), ['productionVariants (count) is 11']],
    [
      'several variants without names',
      { productionVariants: [{ model: modelVersion() }, { model: modelVersion() }] },
      ['productionVariants[1].variantName is ""', 'champion'],
    ],
    [
      'one name twice',
      variants({ variantName: 'a' }, { variantName: 'a' }),
      ['variantName is "a"', 'values that differ'],
    ],
    [
      'a shadow with the name of the production variant',
      { ...variant({ variantName: 'shadow' }), shadowVariant: { model: modelVersion() } },
      ['variantName is "shadow"'],
    ],
    [
      'a name with an underscore',
      variant({ variantName: 'my_variant' }),
      ['productionVariants[0].variantName is "my_variant"'],
    ],
    ['a name of 64 characters', variant({ variantName: 'a'.repeat(64) }), ['1 to 63']],
    [
      'an instance type without ml.',
      variant({ instanceType: 'm5.large' }),
      ['productionVariants[0].instanceType is "m5.large"'],
    ],
    ['no instance', variant({ initialInstanceCount: 0 }), ['productionVariants[0].initialInstanceCount is 0']],
    ['half an instance', variant({ initialInstanceCount: 1.5 }), ['productionVariants[0].initialInstanceCount is 1.5']],
    ['a negative weight', variant({ initialWeight: -1 }), ['productionVariants[0].initialWeight is -1']],
    ['a weight that is NaN', variant({ initialWeight: Number.NaN }), ['productionVariants[0].initialWeight is NaN']],
    ['an infinite weight', variant({ initialWeight: Number.POSITIVE_INFINITY }), ['initialWeight is Infinity']],
    ['weights that are all 0', variants({ initialWeight: 0 }, { initialWeight: 0 }), ['all 0']],
    [
      'a startup timeout of 30 seconds',
      variant({ containerStartupHealthCheckTimeout: Duration.seconds(30) }),
      ['containerStartupHealthCheckTimeout (seconds) is 30', '60 to 3600'],
    ],
    [
      'a download timeout of two hours',
      variant({ modelDataDownloadTimeout: Duration.hours(2) }),
      ['modelDataDownloadTimeout (seconds) is 7200'],
    ],
    ['a volume of 513 GiB', variant({ volumeSize: Size.gibibytes(513) }), ['volumeSize (GiB) is 513', '1 to 512']],
    [
      'a volume for local disks',
      variant({ volumeSize: Size.gibibytes(5), instanceType: 'ml.g5.xlarge' }),
      ['ml.g5.xlarge', 'Remove volumeSize'],
    ],
    [
      'a key for local disks',
      { ...variant({ instanceType: 'ml.g5.xlarge' }), volumeKey: key() },
      ['volumeKey', 'ml.g5.xlarge', 'local disks'],
    ],
    [
      'a shadow beside two variants',
      { ...variants({}, {}), shadowVariant: { model: modelVersion() } },
      ['shadowVariant', 'exactly one production variant'],
    ],
    [
      'a shadow that copies more than all',
      { shadowVariant: { model: modelVersion(), initialWeight: 2 } },
      ['shadowVariant.initialWeight is 2', 'at most 1'],
    ],
    [
      'a shadow on Inf1',
      { shadowVariant: { model: modelVersion(), instanceType: 'ml.inf1.xlarge' } },
      ['shadowVariant.instanceType'],
    ],
    ['an endpoint name of 64 characters', { endpointName: 'a'.repeat(64) }, ['endpointName', '1 to 63']],
    ['an endpoint name with a dot', { endpointName: 'a.b' }, ['endpointName is "a.b"']],
    ['an endpoint name that ends with a hyphen', { endpointName: 'a-' }, ['endpointName is "a-"']],
    ['an empty endpoint name', { endpointName: '' }, ['endpointName is ""']],
    ['a sampling of 101 %', { captureSamplingPercentage: 101 }, ['captureSamplingPercentage is 101', '0 to 100']],
    ['a sampling of half a percent', { captureSamplingPercentage: 0.5 }, ['an integer']],
    ['a sampling below 0', { captureSamplingPercentage: -1 }, ['captureSamplingPercentage is -1']],
    [
      'an image outside ECR',
      variant({ model: modelVersion({ image: `docker.io/library/model@sha256:${'b'.repeat(64)}` }) }),
      ['productionVariants[0].model.image', 'Amazon ECR'],
    ],
    [
      'an image in another Region',
      variant({ model: modelVersion({ image: IMAGE.replace('eu-central-1', 'us-east-1') }) }),
      ['eu-central-1, the Region of the endpoint'],
    ],
    [
      'variants that read different requests',
      variants({}, { model: modelVersion({ featureSchema: json }) }),
      ['productionVariants[1].model.featureSchema', 'text/csv'],
    ],
    [
      'scaling to less than the least',
      variant({ scaling: { ...scaling, minInstances: 5, maxInstances: 4 } }),
      ['scaling.maxInstances is 4', 'at least 5'],
    ],
    [
      'scaling to 0',
      variant({ scaling: { ...scaling, minInstances: 0 } }),
      ['scaling.minInstances is 0', 'cannot scale to 0'],
    ],
    [
      'scaling without a maximum',
      variant({ scaling: { targetInvocationsPerInstance: 1 } as never }),
      ['scaling.maxInstances is missing'],
    ],
    [
      'scaling without a target',
      variant({ scaling: { maxInstances: 2 } as never }),
      ['scaling.targetInvocationsPerInstance is missing'],
    ],
    [
      'scaling to no requests',
      variant({ scaling: { ...scaling, targetInvocationsPerInstance: 0 } }),
      ['targetInvocationsPerInstance is 0'],
    ],
    [
      'a start outside the bounds of scaling',
      variant({ initialInstanceCount: 9, scaling }),
      ['initialInstanceCount is 9', 'the bounds of its scaling'],
    ],
    [
      'a cooldown below 0',
      variant({ scaling: { ...scaling, scaleInCooldown: Duration.millis(1) } }),
      ['scaling.scaleInCooldown'],
    ],
    ['no store', { store: undefined as never }, ['store is missing', 'an ArtifactStore']],
    ['no model', variant({ model: undefined as never }), ['productionVariants[0].model is missing', 'ModelVersion.of']],
    [
      'the path of a manifest for a model',
      variant({ model: 'build/model.json' as never }),
      ['productionVariants[0].model is "build/model.json"', 'ModelVersion.fromManifest'],
    ],
    ['a volume key by its alias', { volumeKey: aliasKey() }, ['volumeKey', 'Key.fromLookup']],
    ['a key of artifacts by its alias', { artifactSourceKey: aliasKey() }, ['artifactSourceKey', 'Key.fromLookup']],
    ['a tag of AWS', { tags: { 'aws:owner': 'x' } }, ['tags.aws:owner']],
    [
      'too many tags',
      { tags: Object.fromEntries(Array.from({ length: 41 }, (_, n) => [`t${n}`, 'x'])) },
      ['tags (count) is 41'],
    ],
  ])('%s', (_title, changes, names) => {
    const message = refusalOf(() => endpoint(scene(), changes));
    for (const name of names) expect(message).toContain(name);
  });

  test('all at once, each with property, value, range and remedy', () => {
    const message = refusalOf(() =>
      endpoint(scene(), {
        endpointName: 'a b',
        captureSamplingPercentage: 200,
        productionVariants: [
          { model: modelVersion(), variantName: 'a', initialWeight: -1 },
          { model: modelVersion(), variantName: 'a', instanceType: 'large' },
        ],
        shadowVariant: { model: modelVersion() },
        rollback: { serverErrorPercent: 0 },
      }),
    );
    expect(message).toContain('Serving/Endpoint: 7 problems\n');
    for (const line of message.split('\n').slice(1)) expect(line).toMatch(/^ {2}- \S.* is .+; expected .+\. .+\.$/);
  });

  test('before anything was created, so that a corrected construct can take the same id', () => {
    const here = scene();
    refusalOf(() => endpoint(here, { endpointName: 'a b' }));
    expect(here.stack.node.findChild('Endpoint').node.children).toEqual([]);
  });

  test('with a message also where a caller without types gives nonsense', () => {
    expect(refusalOf(() => endpoint(scene(), { productionVariants: undefined as never }))).toContain(
      'productionVariants',
    );
    const model = undefined as unknown as ModelVersion;
    expect(refusalOf(() => endpoint(scene(), { productionVariants: [{ model }] }))).toContain('ModelVersion.of');
  });
});

describe('the environment of a container', () => {
  const refusal = (environment: Record<string, string>) => refusalOf(() => endpoint(scene(), variant({ environment })));

  test.each(['DB_PASSWORD', 'AWS_SECRET_ACCESS_KEY', 'API_KEY', 'apikey', 'HF_TOKEN', 'PRIVATE_KEY', 'MY_CREDENTIALS'])(
    'refuses %s, which sounds like a secret, and says where secrets belong',
    (name) => {
      const message = refusal({ [name]: 'hunter2' });
      expect(message).toContain(name);
      expect(message).toContain('Secrets Manager');
      expect(message).not.toContain('hunter2');
    },
  );

  test.each([
    'MAX_TOKENS',
    'TOKENIZERS_PARALLELISM',
    'TOKEN_LIMIT',
    'OMP_NUM_THREADS',
    'SAGEMAKER_PROGRAM',
    'MONKEY',
    'DB_SECRET_ARN',
    'AUTH_MODE',
  ])('takes %s, which is no secret', (name) => {
    expect(() => endpoint(scene(), variant({ environment: { [name]: '1' } }))).not.toThrow();
  });

  test('refuses values that look like secrets, whatever their name, without showing them', () => {
    const accessKey = `AKIA${'ABCD1234'.repeat(2)}`;
    const message = refusal({ SETTING: accessKey });
    expect(message).toContain('no secret');
    expect(message).not.toContain(accessKey);
  });

  test.each([
    ['a name with a hyphen', { 'A-B': '1' }, 'a name of letters'],
    ['a name that begins with a digit', { '1A': '1' }, 'a name of letters'],
    ['a value of more than 1024 bytes', { A: 'ä'.repeat(513) }, '1026 bytes'],
    ['more than 100 variables', Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`V${n}`, ''])), 'is 101'],
    [
      'more than 32 KiB in all',
      Object.fromEntries(Array.from({ length: 33 }, (_, n) => [`V${n}`, 'x'.repeat(1000)])),
      '32768 bytes in all',
    ],
    ['a value that is no text', { A: 1 as never }, 'expected text'],
  ])('refuses %s', (_title, environment, reason) => {
    expect(refusal(environment)).toContain(reason);
  });
});

test('the feature schema of the fixtures is CSV, which the cases above rely on', () => {
  expect(featureSchema.inputFormat).toBe('text/csv');
});
