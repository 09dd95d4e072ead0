import type {
  CreateEndpointConfigInput,
  CreateModelInput,
  ProductionVariant,
  ProductionVariantInstanceType,
} from '@aws-sdk/client-sagemaker';
import { refused } from '../errors';
import { checkCombinations } from './endpoint-config-rules';

const MODELS: Readonly<Record<string, CreateModelInput>> = {
  model: { ModelName: 'model', PrimaryContainer: { Image: 'image' } },
  isolated: { ModelName: 'isolated', PrimaryContainer: { Image: 'image' }, EnableNetworkIsolation: true },
  vpc: {
    ModelName: 'vpc',
    PrimaryContainer: { Image: 'image' },
    VpcConfig: { SecurityGroupIds: ['sg'], Subnets: ['subnet'] },
  },
  multi: { ModelName: 'multi', PrimaryContainer: { Image: 'image', Mode: 'MultiModel' } },
  pipeline: { ModelName: 'pipeline', Containers: [{ Image: 'a' }, { Image: 'b' }] },
};

const v = (VariantName: string, more: Partial<ProductionVariant> = {}): ProductionVariant => ({
  VariantName,
  ModelName: 'model',
  InstanceType: 'ml.m5.large',
  InitialInstanceCount: 1,
  ...more,
});
const on = (type: string): ProductionVariant => v('a', { InstanceType: type as ProductionVariantInstanceType });
const serverless = (more: Partial<ProductionVariant> = {}): ProductionVariant => ({
  VariantName: 's',
  ModelName: 'model',
  ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 5 },
  ...more,
});
const CAPTURE = {
  EnableCapture: true,
  InitialSamplingPercentage: 100,
  DestinationS3Uri: 's3://b/p',
  CaptureOptions: [{ CaptureMode: 'Input' as const }],
};

function checked(input: Partial<CreateEndpointConfigInput>): void {
  checkCombinations({ EndpointConfigName: 'c', ProductionVariants: [v('a')], ...input }, (name) => {
    const model = MODELS[name];
    if (model === undefined) throw refused(`Could not find model "${name}".`);
    return model;
  });
}

describe('an endpoint configuration', () => {
  test.each<[string, Partial<CreateEndpointConfigInput>]>([
    ['one variant', {}],
    ['ten variants', { ProductionVariants: Array.from({ length: 10 }, (_, index) => v(`v${index}`)) }],
    ['a variant of weight 0', { ProductionVariants: [v('a'), v('b', { InitialVariantWeight: 0 })] }],
    ['one production and one shadow variant', { ShadowProductionVariants: [v('shadow')] }],
    ['a serverless variant', { ProductionVariants: [serverless()] }],
    [
      'a serverless variant with capture switched off',
      { ProductionVariants: [serverless()], DataCaptureConfig: { ...CAPTURE, EnableCapture: false } },
    ],
    ['a volume key with network storage', { KmsKeyId: 'alias/key' }],
    ['a model with network isolation', { ProductionVariants: [v('a', { ModelName: 'isolated' })] }],
  ])('accepts %s', (_, input) => {
    expect(() => checked(input)).not.toThrow();
  });

  test.each<[string, Partial<CreateEndpointConfigInput>, string]>([
    ['the same variant name twice', { ProductionVariants: [v('a'), v('a')] }, 'Variant names must be unique; "a"'],
    ['a shadow with the name of the production variant', { ShadowProductionVariants: [v('a')] }, '"a" is in both'],
    [
      'a shadow beside two production variants',
      { ProductionVariants: [v('a'), v('b')], ShadowProductionVariants: [v('s')] },
      'found 2 and 1',
    ],
    ['two shadows', { ShadowProductionVariants: [v('s'), v('t')] }, 'found 1 and 2'],
    [
      'a shadow on Inf1',
      { ShadowProductionVariants: [v('s', { InstanceType: 'ml.inf1.xlarge' })] },
      'not supported on Inf1',
    ],
    [
      'a shadow of a multi-model container',
      { ShadowProductionVariants: [v('s', { ModelName: 'multi' })] },
      'do not support multi-model',
    ],
    ['a shadow of a pipeline', { ShadowProductionVariants: [v('s', { ModelName: 'pipeline' })] }, 'multi-container'],
    [
      'a shadow on an asynchronous endpoint',
      { ShadowProductionVariants: [v('s')], AsyncInferenceConfig: { OutputConfig: {} } },
      'not supported with AsyncInferenceConfig',
    ],
    ['a missing model', { ProductionVariants: [v('a', { ModelName: 'none' })] }, 'Could not find model "none"'],
    [
      'a missing model of the shadow',
      { ShadowProductionVariants: [v('s', { ModelName: 'none' })] },
      'Could not find model "none"',
    ],
    [
      'managed instance scaling',
      { ProductionVariants: [v('a', { ManagedInstanceScaling: { Status: 'ENABLED' } })] },
      'ManagedInstanceScaling is only supported for inference component endpoints.',
    ],
    [
      'a variant without instance type',
      { ProductionVariants: [v('a', { InstanceType: undefined })] },
      'needs InstanceType',
    ],
    [
      'a variant without instance count',
      { ProductionVariants: [v('a', { InitialInstanceCount: undefined })] },
      'needs InitialInstanceCount',
    ],
    [
      'a serverless variant with an instance type',
      { ProductionVariants: [serverless({ InstanceType: 'ml.m5.large' })] },
      'takes neither InstanceType',
    ],
    [
      'two serverless variants',
      { ProductionVariants: [serverless(), serverless({ VariantName: 't' })] },
      'exactly one production variant',
    ],
    [
      'a serverless variant with a shadow',
      { ProductionVariants: [serverless()], ShadowProductionVariants: [v('t')] },
      'no shadow variant',
    ],
    [
      'a serverless variant with data capture',
      { ProductionVariants: [serverless()], DataCaptureConfig: CAPTURE },
      'Data capture is not supported for serverless',
    ],
    [
      'a serverless variant with data capture, which is on where nothing is said',
      { ProductionVariants: [serverless()], DataCaptureConfig: { ...CAPTURE, EnableCapture: undefined } },
      'Data capture is not supported for serverless',
    ],
    ['a serverless variant in a VPC', { ProductionVariants: [serverless({ ModelName: 'vpc' })] }, 'VpcConfig'],
    [
      'a serverless variant with network isolation',
      { ProductionVariants: [serverless({ ModelName: 'isolated' })] },
      'network isolation',
    ],
    ['a Clarify explainer', { ExplainerConfig: {} }, 'closed to new customers'],
    [
      'capture to an HTTPS address',
      { DataCaptureConfig: { ...CAPTURE, DestinationS3Uri: 'https://b/p' } },
      'must be an S3 URI',
    ],
  ])('refuses %s', (_, input, message) => {
    expect(() => checked(input)).toThrow(message);
  });

  test.each([
    'ml.m5d.large',
    'ml.c6gd.large',
    'ml.r6id.large',
    'ml.g4dn.xlarge',
    'ml.g5.xlarge',
    'ml.g6e.xlarge',
    'ml.p4d.24xlarge',
    'ml.p5.48xlarge',
    'ml.trn1.2xlarge',
  ])('refuses a volume key on %s, whose local storage its hardware encrypts', (InstanceType) => {
    const ProductionVariants = [on(InstanceType)];
    expect(() => checked({ KmsKeyId: 'alias/key', ProductionVariants })).toThrow('KmsKeyId cannot be given');
    expect(() => checked({ ProductionVariants })).not.toThrow();
  });

  test.each([
    'ml.m5.large',
    'ml.c7g.large',
    'ml.t2.medium',
    'ml.inf2.xlarge',
    'ml.p3.2xlarge',
    'ml.m6i.large',
    'ml.r5.large',
  ])('takes a volume key on %s', (InstanceType) => {
    expect(() => checked({ KmsKeyId: 'alias/key', ProductionVariants: [on(InstanceType)] })).not.toThrow();
  });
});
