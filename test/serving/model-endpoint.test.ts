import { Duration, Size, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { FeatureKind, FeatureSchema } from '../../lib/registry';
import { endpoint, IMAGE, modelVersion, only, scene, templateOf } from './endpoints';

const CONFIG = 'AWS::SageMaker::EndpointConfig';
const MODEL = 'AWS::SageMaker::Model';
const ENDPOINT = 'AWS::SageMaker::Endpoint';

describe('ModelEndpoint', () => {
  test('needs nothing but a store and a model', () => {
    const here = scene();
    endpoint(here);
    const [variant] = only(templateOf(here.stack), CONFIG).ProductionVariants;
    expect(variant).toMatchObject({
      VariantName: 'champion',
      InstanceType: 'ml.m5.large',
      InitialInstanceCount: 2,
      InitialVariantWeight: 1,
      EnableSSMAccess: false,
    });
  });

  test('names the endpoint only, so that every change of model or configuration can replace them', () => {
    const here = scene();
    endpoint(here, { endpointName: 'flights' });
    const template = templateOf(here.stack);
    expect(only(template, MODEL).ModelName).toBeUndefined();
    expect(only(template, CONFIG).EndpointConfigName).toBeUndefined();
    expect(only(template, ENDPOINT).EndpointName).toBe('flights');
  });

  test('makes the same valid name at every synth where none is given, however deep the construct stands', () => {
    const first = endpoint(
      scene(),
      {},
      'An-Endpoint-With_A-Name-That-Is-Much-Longer-Than-What-SageMaker-Takes-For-Names',
    );
    const second = endpoint(
      scene(),
      {},
      'An-Endpoint-With_A-Name-That-Is-Much-Longer-Than-What-SageMaker-Takes-For-Names',
    );
    expect(first.endpointName).toMatch(/^(?=.{1,63}$)[A-Za-z0-9](-*[A-Za-z0-9])*$/);
    expect(second.endpointName).toBe(first.endpointName);
    expect(Stack.of(first).resolve(first.endpointName)).toBe(first.endpointName);
  });

  test('keeps a weight of 0, which is a warm variant that gets no traffic', () => {
    const here = scene();
    endpoint(here, {
      productionVariants: [
        { model: modelVersion(), variantName: 'champion', initialWeight: 1 },
        { model: modelVersion({ version: '0.9.0' }), variantName: 'fallback', initialWeight: 0 },
      ],
    });
    const variants = only(templateOf(here.stack), CONFIG).ProductionVariants;
    expect(variants.map(({ InitialVariantWeight }: { InitialVariantWeight: number }) => InitialVariantWeight)).toEqual([
      1, 0,
    ]);
  });

  test('copies every request to a shadow unless told otherwise', () => {
    const here = scene();
    endpoint(here, {
      productionVariants: [{ model: modelVersion(), initialWeight: 5 }],
      shadowVariant: { model: modelVersion({ version: '2.0.0' }) },
    });
    const config = only(templateOf(here.stack), CONFIG);
    expect(config.ShadowProductionVariants).toMatchObject([
      { VariantName: 'shadow', InitialVariantWeight: 5, InitialInstanceCount: 1, EnableSSMAccess: false },
    ]);
    expect(config.ProductionVariants).toHaveLength(1);
  });

  test('isolates the containers from every network unless told otherwise', () => {
    const [isolated, open] = [scene(), scene()];
    endpoint(isolated);
    endpoint(open, { networkIsolation: false });
    expect(only(templateOf(isolated.stack), MODEL).EnableNetworkIsolation).toBe(true);
    expect(only(templateOf(open.stack), MODEL).EnableNetworkIsolation).toBe(false);
  });

  test('serves the verified copy of the artifact, never the source', () => {
    const here = scene();
    endpoint(here);
    const template = templateOf(here.stack);
    const { PrimaryContainer } = only(template, MODEL);
    expect(PrimaryContainer.Image).toBe(IMAGE);
    expect(JSON.stringify(PrimaryContainer.ModelDataUrl)).toContain(`models/flight-delay/1.0.0/${'a'.repeat(64)}/`);
    expect(JSON.stringify(PrimaryContainer.ModelDataUrl)).not.toContain('training-output');
    expect(only(template, 'Custom::VerifiedArtifact').SourceUri).toBe('s3://training-output/model.tar.gz');
  });

  test('verifies an artifact once that two variants share', () => {
    const here = scene();
    const model = modelVersion();
    endpoint(here, { productionVariants: [{ model }], shadowVariant: { model, environment: { THREADS: '4' } } });
    const template = templateOf(here.stack);
    template.resourceCountIs('Custom::VerifiedArtifact', 1);
    template.resourceCountIs(MODEL, 2);
  });

  test('makes each model wait for the policy of the role and for the verified artifact', () => {
    const here = scene();
    endpoint(here);
    const [model] = Object.values(templateOf(here.stack).findResources(MODEL));
    expect(model?.['DependsOn']).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/ExecutionRoleDefaultPolicy/),
        expect.stringMatching(/EndpointArtifact/),
      ]),
    );
  });

  test('passes on what a variant asks for, in the units of SageMaker', () => {
    const here = scene();
    endpoint(here, {
      productionVariants: [
        {
          model: modelVersion(),
          instanceType: 'ml.c5.xlarge',
          initialInstanceCount: 3,
          environment: { OMP_NUM_THREADS: '4' },
          containerStartupHealthCheckTimeout: Duration.minutes(2),
          modelDataDownloadTimeout: Duration.minutes(5),
          volumeSize: Size.gibibytes(30),
        },
      ],
    });
    const template = templateOf(here.stack);
    expect(only(template, CONFIG).ProductionVariants[0]).toMatchObject({
      InstanceType: 'ml.c5.xlarge',
      InitialInstanceCount: 3,
      ContainerStartupHealthCheckTimeoutInSeconds: 120,
      ModelDataDownloadTimeoutInSeconds: 300,
      VolumeSizeInGB: 30,
    });
    expect(only(template, MODEL).PrimaryContainer.Environment).toEqual({ OMP_NUM_THREADS: '4' });
  });

  test('tags each model with its version, and everything with the tags of the user', () => {
    const here = scene();
    endpoint(here, { tags: { owner: 'flights team' } });
    const template = templateOf(here.stack);
    expect(only(template, MODEL).Tags).toEqual(
      expect.arrayContaining([
        { Key: 'cdk-production-ml:model', Value: 'flight-delay' },
        { Key: 'cdk-production-ml:model-version', Value: '1.0.0' },
        { Key: 'owner', Value: 'flights team' },
      ]),
    );
    expect(only(template, ENDPOINT).Tags).toEqual([{ Key: 'owner', Value: 'flights team' }]);
  });

  test('makes the log group that SageMaker would make without key and without end', () => {
    const here = scene();
    endpoint(here, { endpointName: 'flights' });
    const template = templateOf(here.stack);
    template.hasResource('AWS::Logs::LogGroup', {
      Properties: { LogGroupName: '/aws/sagemaker/Endpoints/flights', RetentionInDays: 365, KmsKeyId: {} },
      DeletionPolicy: 'Delete',
    });
    const [resource] = Object.values(template.findResources(ENDPOINT));
    expect(resource?.['DependsOn']).toContain('EndpointLogs88A66289');
  });

  test('gives its L1s as escape hatches', () => {
    const here = scene();
    const created = endpoint(here);
    created.endpointConfig.addPropertyOverride(
      'ProductionVariants.0.InferenceAmiVersion',
      'al2-ami-sagemaker-inference-gpu-2',
    );
    expect(created.node.defaultChild).toHaveProperty('cfnResourceType', ENDPOINT);
    expect(created.models).toHaveLength(1);
    expect(only(templateOf(here.stack), CONFIG).ProductionVariants[0].InferenceAmiVersion).toContain('gpu-2');
  });
});

describe('Data Capture', () => {
  test('captures requests and responses, all of them, encrypted, below the hash of the configuration', () => {
    const here = scene();
    const created = endpoint(here);
    const { DataCaptureConfig } = only(templateOf(here.stack), CONFIG);
    expect(DataCaptureConfig).toMatchObject({
      EnableCapture: true,
      InitialSamplingPercentage: 100,
      CaptureOptions: [{ CaptureMode: 'Input' }, { CaptureMode: 'Output' }],
      CaptureContentTypeHeader: { CsvContentTypes: ['text/csv'] },
    });
    expect(DataCaptureConfig.KmsKeyId).toBeDefined();
    expect(JSON.stringify(DataCaptureConfig.DestinationS3Uri)).toContain(`/capture/${created.configurationHash}"`);
  });

  test('keeps 0 percent as 0', () => {
    const here = scene();
    endpoint(here, { captureSamplingPercentage: 0 });
    expect(only(templateOf(here.stack), CONFIG).DataCaptureConfig.InitialSamplingPercentage).toBe(0);
  });

  test('declares the content types of the feature schema, so that payloads are not base64', () => {
    const here = scene();
    const json = FeatureSchema.of({
      features: [{ name: 'distance', kind: FeatureKind.NUMBER, position: 0 }],
      outputs: [{ name: 'late', kind: FeatureKind.BOOLEAN, pointer: '/late', primary: true }],
    });
    endpoint(here, { productionVariants: [{ model: modelVersion({ featureSchema: json }) }] });
    expect(only(templateOf(here.stack), CONFIG).DataCaptureConfig.CaptureContentTypeHeader).toEqual({
      CsvContentTypes: ['text/csv'],
      JsonContentTypes: ['application/json'],
    });
  });
});

describe('the key of the instances’ volumes', () => {
  const keyFor = (types: string[], volumeKey?: (stack: Stack) => kms.IKey) => {
    const here = scene();
    endpoint(here, {
      volumeKey: volumeKey?.(here.stack),
      productionVariants: types.map((instanceType, index) => ({
        model: modelVersion(),
        instanceType,
        variantName: `v${index}`,
      })),
    });
    return { config: only(templateOf(here.stack), CONFIG), stack: here.stack };
  };

  test('is the store’s for inference data where the instance type has volumes', () => {
    expect(keyFor(['ml.m5.large']).config.KmsKeyId).toEqual({ 'Fn::GetAtt': ['KeysInferenceData2A7E1CE4', 'Arn'] });
  });

  test('is left out where SageMaker refuses it, because the disks are local', () => {
    for (const type of ['ml.g5.xlarge', 'ml.m5d.large', 'ml.p4d.24xlarge'])
      expect(keyFor([type]).config.KmsKeyId).toBeUndefined();
  });

  test('is the one that was given', () => {
    const given = 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const { config } = keyFor(['ml.m5.large'], (stack) => kms.Key.fromKeyArn(stack, 'Given', given));
    expect(config.KmsKeyId).toBe(given);
  });

  test('is left out with a warning where only some variants have volumes', () => {
    const here = scene();
    const created = endpoint(here, {
      productionVariants: [
        { model: modelVersion(), instanceType: 'ml.m5.large', variantName: 'cpu' },
        { model: modelVersion(), instanceType: 'ml.g5.xlarge', variantName: 'gpu' },
      ],
    });
    expect(only(templateOf(here.stack), CONFIG).KmsKeyId).toBeUndefined();
    const warnings = created.node.metadata.filter(({ type }) => type === 'aws:cdk:warning');
    expect(warnings.map(({ data }) => String(data)).join()).toContain('ml.g5.xlarge');
  });
});
