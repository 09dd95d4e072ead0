/** Inputs of the model registry operations. Source: the SageMaker service model, API version 2017-07-24. */
import { entityName, kmsKeyId, listing, oneOf, s3Uri, tags } from './common-shapes';
import { environment, modelPackageName } from './model-shapes';
import { flag, list, optional, recorded, required, structure, text, textMap } from './shapes';

const groupNameOrArn = text({
  min: 1,
  max: 170,
  pattern: '(arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:[a-z\\-]*\\/)?([a-zA-Z0-9]([a-zA-Z0-9\\-]){0,62})(?<!-)',
});
const description = text({ max: 1024 });
const approvalStatus = oneOf('Approved', 'Rejected', 'PendingManualApproval');
const metadataProperties = textMap(text({ min: 1, max: 128 }), text({ min: 1, max: 256 }), { min: 1, max: 50 });

const packageContainer = structure({
  ContainerHostname: optional(entityName),
  Image: optional(text({ max: 255, pattern: '[\\S]+' })),
  ImageDigest: optional(text({ max: 72, pattern: '[Ss][Hh][Aa]256:[0-9a-fA-F]{64}' })),
  ModelDataUrl: optional(s3Uri),
  ModelDataSource: optional(recorded),
  ProductId: optional(text({ max: 256 })),
  Environment: optional(environment),
  ModelInput: optional(structure({ DataInputConfig: required(text({ min: 1, max: 16_384 })) })),
  Framework: optional(text()),
  FrameworkVersion: optional(text({ min: 3, max: 10 })),
  NearestModelName: optional(text()),
  AdditionalModelDataSources: optional(recorded),
  AdditionalS3DataSource: optional(recorded),
  ModelDataETag: optional(text()),
  IsCheckpoint: optional(flag),
  BaseModel: optional(recorded),
});

const inferenceSpecification = structure({
  Containers: required(list(packageContainer, { min: 1, max: 15 })),
  SupportedTransformInstanceTypes: optional(list(text(), { min: 1 })),
  SupportedRealtimeInferenceInstanceTypes: optional(list(text())),
  SupportedContentTypes: optional(list(text({ max: 256 }))),
  SupportedResponseMIMETypes: optional(list(text({ max: 1024, pattern: '[\\-\\w]+\\/.+' }))),
});

export const createModelPackageGroup = structure({
  ModelPackageGroupName: required(entityName),
  ModelPackageGroupDescription: optional(description),
  Tags: optional(tags),
  ManagedConfiguration: optional(recorded),
});

export const modelPackageGroupReference = structure({ ModelPackageGroupName: required(groupNameOrArn) });

export const createModelPackage = structure({
  ModelPackageName: optional(entityName),
  ModelPackageGroupName: optional(groupNameOrArn),
  ModelPackageDescription: optional(description),
  ModelPackageRegistrationType: optional(oneOf('Logged', 'Registered')),
  InferenceSpecification: optional(inferenceSpecification),
  ValidationSpecification: optional(recorded),
  SourceAlgorithmSpecification: optional(recorded),
  CertifyForMarketplace: optional(flag),
  Tags: optional(tags),
  ModelApprovalStatus: optional(approvalStatus),
  MetadataProperties: optional(recorded),
  ModelMetrics: optional(recorded),
  ClientToken: optional(text({ min: 1, max: 36, pattern: '[a-zA-Z0-9\\-]+' })),
  Domain: optional(text()),
  Task: optional(text()),
  SamplePayloadUrl: optional(s3Uri),
  CustomerMetadataProperties: optional(metadataProperties),
  DriftCheckBaselines: optional(recorded),
  AdditionalInferenceSpecifications: optional(recorded),
  SkipModelValidation: optional(oneOf('All', 'None')),
  SourceUri: optional(text({ max: 1024 })),
  SecurityConfig: optional(structure({ KmsKeyId: required(kmsKeyId) })),
  ModelCard: optional(recorded),
  ModelLifeCycle: optional(recorded),
  ManagedStorageType: optional(oneOf('Restricted')),
});

export const modelPackageReference = structure({ ModelPackageName: required(modelPackageName) });

export const updateModelPackage = structure({
  ModelPackageArn: required(
    text({
      min: 1,
      max: 2048,
      pattern: 'arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]{9,16}:[0-9]{12}:model-package/[\\S]{1,2048}',
    }),
  ),
  ModelApprovalStatus: optional(approvalStatus),
  ModelPackageRegistrationType: optional(oneOf('Logged', 'Registered')),
  ApprovalDescription: optional(text({ max: 1024 })),
  CustomerMetadataProperties: optional(metadataProperties),
  CustomerMetadataPropertiesToRemove: optional(list(text({ min: 1, max: 128 }))),
  InferenceSpecification: optional(inferenceSpecification),
  AdditionalInferenceSpecificationsToAdd: optional(recorded),
  SourceUri: optional(text({ max: 1024 })),
  ModelCard: optional(recorded),
  ModelLifeCycle: optional(recorded),
  ClientToken: optional(text({ min: 1, max: 36 })),
});

export const listModelPackageGroups = listing(['Name', 'CreationTime'], {
  CrossAccountFilterOption: optional(oneOf('SameAccount', 'CrossAccount')),
});

export const listModelPackages = listing(['Name', 'CreationTime'], {
  ModelApprovalStatus: optional(approvalStatus),
  ModelPackageGroupName: optional(groupNameOrArn),
  ModelPackageType: optional(oneOf('Versioned', 'Unversioned', 'Both')),
});
