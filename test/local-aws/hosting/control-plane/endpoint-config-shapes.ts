/** Inputs of the endpoint configuration operations. Source: the SageMaker service model, API version 2017-07-24. */
import { destinationS3Uri, entityName, kmsKeyId, modelName, oneOf, roleArn, tags, vpcConfig } from './common-shapes';
import { decimal, flag, integer, list, optional, recorded, required, structure, text } from './shapes';

/** Instance types are not enumerated here: AWS adds some every month. The form is checked. */
const instanceType = text({ pattern: 'ml\\.[a-z][a-z0-9\\-]*\\.[a-z0-9]+' });

const managedInstanceScaling = structure({
  Status: optional(oneOf('ENABLED', 'DISABLED')),
  MinInstanceCount: optional(integer({ min: 0 })),
  MaxInstanceCount: optional(integer({ min: 1 })),
  ScaleInPolicy: optional(
    structure({
      Strategy: required(oneOf('IDLE_RELEASE', 'CONSOLIDATION')),
      MaximumStepSize: optional(integer({ min: 1, max: 100 })),
      CooldownInMinutes: optional(integer({ min: 5, max: 1440 })),
    }),
  ),
});

export const productionVariant = structure({
  VariantName: required(entityName),
  ModelName: optional(modelName),
  InitialInstanceCount: optional(integer({ min: 1 })),
  InstanceType: optional(instanceType),
  InstancePools: optional(recorded),
  VariantInstanceProvisionTimeoutInSeconds: optional(integer({ min: 300, max: 3600 })),
  InitialVariantWeight: optional(decimal({ min: 0 })),
  AcceleratorType: optional(text({ pattern: 'ml\\.eia[12]\\.(medium|large|xlarge)' })),
  CoreDumpConfig: optional(structure({ DestinationS3Uri: required(destinationS3Uri), KmsKeyId: optional(kmsKeyId) })),
  ServerlessConfig: optional(
    structure({
      MemorySizeInMB: required(integer({ min: 1024, max: 6144 })),
      MaxConcurrency: required(integer({ min: 1, max: 200 })),
      ProvisionedConcurrency: optional(integer({ min: 1, max: 200 })),
    }),
  ),
  VolumeSizeInGB: optional(integer({ min: 1, max: 512 })),
  ModelDataDownloadTimeoutInSeconds: optional(integer({ min: 60, max: 3600 })),
  ContainerStartupHealthCheckTimeoutInSeconds: optional(integer({ min: 60, max: 3600 })),
  EnableSSMAccess: optional(flag),
  ManagedInstanceScaling: optional(managedInstanceScaling),
  RoutingConfig: optional(structure({ RoutingStrategy: required(oneOf('LEAST_OUTSTANDING_REQUESTS', 'RANDOM')) })),
  InferenceAmiVersion: optional(text({ min: 1, max: 64 })),
  CapacityReservationConfig: optional(recorded),
});

const contentTypes = list(
  text({ min: 1, max: 256, pattern: '[a-zA-Z0-9](-*[a-zA-Z0-9])*\\/[a-zA-Z0-9](-*[a-zA-Z0-9.])*' }),
  { min: 1, max: 10 },
);

const dataCaptureConfig = structure({
  EnableCapture: optional(flag),
  InitialSamplingPercentage: required(integer({ min: 0, max: 100 })),
  DestinationS3Uri: required(destinationS3Uri),
  KmsKeyId: optional(kmsKeyId),
  CaptureOptions: required(
    list(structure({ CaptureMode: required(oneOf('Input', 'Output', 'InputAndOutput')) }), { min: 1, max: 32 }),
  ),
  CaptureContentTypeHeader: optional(
    structure({ CsvContentTypes: optional(contentTypes), JsonContentTypes: optional(contentTypes) }),
  ),
});

export const createEndpointConfig = structure({
  EndpointConfigName: required(entityName),
  ProductionVariants: required(list(productionVariant, { min: 1, max: 10 })),
  ShadowProductionVariants: optional(list(productionVariant, { min: 1, max: 10 })),
  DataCaptureConfig: optional(dataCaptureConfig),
  Tags: optional(tags),
  KmsKeyId: optional(kmsKeyId),
  AsyncInferenceConfig: optional(structure({ ClientConfig: optional(recorded), OutputConfig: required(recorded) })),
  ExplainerConfig: optional(recorded),
  ExecutionRoleArn: optional(roleArn),
  VpcConfig: optional(vpcConfig),
  EnableNetworkIsolation: optional(flag),
  MetricsConfig: optional(
    structure({
      EnableEnhancedMetrics: optional(flag),
      MetricPublishFrequencyInSeconds: optional(integer()),
    }),
  ),
});

export const endpointConfigReference = structure({ EndpointConfigName: required(entityName) });
