/** Inputs of the model operations. Source: the SageMaker service model, API version 2017-07-24. */
import { entityName, modelName, oneOf, roleArn, s3Uri, tags, vpcConfig } from './common-shapes';
import { flag, list, optional, required, structure, text, textMap } from './shapes';

const s3DataSource = structure({
  S3Uri: required(s3Uri),
  S3DataType: required(oneOf('S3Prefix', 'S3Object')),
  CompressionType: required(oneOf('None', 'Gzip')),
  ModelAccessConfig: optional(structure({ AcceptEula: required(flag) })),
  HubAccessConfig: optional(structure({ HubContentArn: required(text({ max: 255 })) })),
  ManifestS3Uri: optional(s3Uri),
  ETag: optional(text()),
  ManifestEtag: optional(text()),
});

/** Variables of a container: at most 100, names and values of at most 1024 characters each. */
export const environment = textMap(text({ max: 1024, pattern: '[a-zA-Z_][a-zA-Z0-9_]*' }), text({ max: 1024 }), {
  max: 100,
});

export const modelPackageName = text({
  min: 1,
  max: 176,
  pattern:
    '(arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:[a-z\\-]*\\/)?([a-zA-Z0-9]([a-zA-Z0-9\\-]){0,62})(?<!-)(\\/[0-9]{1,9})?',
});

const containerDefinition = structure({
  ContainerHostname: optional(entityName),
  Image: optional(text({ max: 255, pattern: '[\\S]+' })),
  ImageConfig: optional(
    structure({
      RepositoryAccessMode: required(oneOf('Platform', 'Vpc')),
      RepositoryAuthConfig: optional(
        structure({ RepositoryCredentialsProviderArn: required(text({ min: 1, max: 2048 })) }),
      ),
    }),
  ),
  Mode: optional(oneOf('SingleModel', 'MultiModel')),
  ModelDataUrl: optional(s3Uri),
  ModelDataSource: optional(structure({ S3DataSource: optional(s3DataSource) })),
  AdditionalModelDataSources: optional(
    list(
      structure({
        ChannelName: required(text({ min: 1, max: 64, pattern: '[A-Za-z0-9.\\-_]+' })),
        S3DataSource: required(s3DataSource),
      }),
      { max: 5 },
    ),
  ),
  Environment: optional(environment),
  ModelPackageName: optional(modelPackageName),
  InferenceSpecificationName: optional(entityName),
  MultiModelConfig: optional(structure({ ModelCacheSetting: optional(oneOf('Enabled', 'Disabled')) })),
});

export const createModel = structure({
  ModelName: required(modelName),
  PrimaryContainer: optional(containerDefinition),
  Containers: optional(list(containerDefinition, { max: 15 })),
  InferenceExecutionConfig: optional(structure({ Mode: required(oneOf('Serial', 'Direct')) })),
  ExecutionRoleArn: optional(roleArn),
  Tags: optional(tags),
  VpcConfig: optional(vpcConfig),
  EnableNetworkIsolation: optional(flag),
});

export const modelReference = structure({ ModelName: required(modelName) });
