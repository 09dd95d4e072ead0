/**
 * The combinations that CreateEndpointConfig refuses although every member is valid by itself.
 *
 * Sources: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html,
 * …/dg/shadow-tests.html and …/dg/serverless-endpoints.html. The service's exact words are known only for some; the
 * others say the same in our own.
 */
import type { CreateEndpointConfigInput, CreateModelInput, ProductionVariant } from '@aws-sdk/client-sagemaker';
import { refused } from '../errors';
import { containersOf } from './models';

type ModelLookup = (modelName: string) => CreateModelInput;

/** @throws ApiError for the first combination that is refused, or a model that does not exist. */
export function checkCombinations(input: CreateEndpointConfigInput, findModel: ModelLookup): void {
  const production = input.ProductionVariants ?? [];
  const shadow = input.ShadowProductionVariants ?? [];
  checkNames(production, shadow);
  for (const variant of [...production, ...shadow]) {
    checkHardware(variant);
    checkVolumeKey(input.KmsKeyId, variant);
  }
  checkServerless(input, production, shadow, findModel);
  checkShadow(input, production, shadow, findModel);
  if (input.ExplainerConfig !== undefined) {
    throw refused('ExplainerConfig is not available: Amazon SageMaker Clarify is closed to new customers.');
  }
  if (input.DataCaptureConfig?.DestinationS3Uri?.startsWith('s3://') === false) {
    throw refused('DataCaptureConfig.DestinationS3Uri must be an S3 URI: s3://bucket/prefix.');
  }
  for (const variant of [...production, ...shadow]) findModel(variant.ModelName ?? '');
}

function checkNames(production: readonly ProductionVariant[], shadow: readonly ProductionVariant[]): void {
  for (const variants of [production, shadow]) {
    const names = variants.map((variant) => variant.VariantName);
    const repeated = names.find((name, index) => names.indexOf(name) !== index);
    if (repeated !== undefined) throw refused(`Variant names must be unique; "${repeated}" is given more than once.`);
  }
  const shared = shadow.find((one) => production.some((other) => other.VariantName === one.VariantName));
  if (shared !== undefined) {
    throw refused(
      `Variant names must be unique across ProductionVariants and ShadowProductionVariants; "${shared.VariantName}" is in both.`,
    );
  }
}

function checkHardware(variant: ProductionVariant): void {
  const name = variant.VariantName;
  if (variant.ManagedInstanceScaling !== undefined) {
    throw refused('ManagedInstanceScaling is only supported for inference component endpoints.');
  }
  if (variant.ModelName === undefined) {
    throw refused(`Variant "${name}" has no ModelName: inference components are not emulated here.`);
  }
  if (variant.ServerlessConfig !== undefined) {
    if (variant.InstanceType !== undefined || variant.InitialInstanceCount !== undefined) {
      throw refused(`Variant "${name}" has ServerlessConfig and takes neither InstanceType nor InitialInstanceCount.`);
    }
    return;
  }
  if (variant.InstanceType === undefined) throw refused(`Variant "${name}" needs InstanceType or ServerlessConfig.`);
  if (variant.InitialInstanceCount === undefined) throw refused(`Variant "${name}" needs InitialInstanceCount.`);
}

/**
 * Instance families with local NVMe storage, which their hardware encrypts.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/InstanceStorage.html
 */
const LOCAL_STORAGE = /^ml\.((m|c|r|x|z)\d+[a-z]*d[a-z]*|i\d+[a-z]*|g4dn|g4ad|g[5-9]e?|p3dn|p[4-9][a-z]*|trn\d+n?)\./;

function checkVolumeKey(kmsKeyId: string | undefined, variant: ProductionVariant): void {
  if (kmsKeyId !== undefined && LOCAL_STORAGE.test(variant.InstanceType ?? '')) {
    throw refused(
      `KmsKeyId cannot be given with instance type ${variant.InstanceType}: its local storage is encrypted by the hardware.`,
    );
  }
}

function checkServerless(
  input: CreateEndpointConfigInput,
  production: readonly ProductionVariant[],
  shadow: readonly ProductionVariant[],
  findModel: ModelLookup,
): void {
  const serverless = [...production, ...shadow].find((variant) => variant.ServerlessConfig !== undefined);
  if (serverless === undefined) return;
  if (production.length + shadow.length > 1) {
    throw refused('A serverless endpoint takes exactly one production variant and no shadow variant.');
  }
  if (input.DataCaptureConfig !== undefined && input.DataCaptureConfig.EnableCapture !== false) {
    throw refused('Data capture is not supported for serverless endpoints.');
  }
  if (input.AsyncInferenceConfig !== undefined) throw refused('A serverless endpoint cannot be asynchronous.');
  const model = findModel(serverless.ModelName ?? '');
  if (model.VpcConfig !== undefined) throw refused('A serverless endpoint cannot host a model with VpcConfig.');
  if (model.EnableNetworkIsolation === true) {
    throw refused('A serverless endpoint cannot host a model with network isolation.');
  }
}

function checkShadow(
  input: CreateEndpointConfigInput,
  production: readonly ProductionVariant[],
  shadow: readonly ProductionVariant[],
  findModel: ModelLookup,
): void {
  if (shadow.length === 0) return;
  if (production.length !== 1 || shadow.length !== 1) {
    throw refused(
      `With ShadowProductionVariants exactly one production variant and one shadow variant are allowed; found ${production.length} and ${shadow.length}.`,
    );
  }
  if (input.AsyncInferenceConfig !== undefined)
    throw refused('Shadow variants are not supported with AsyncInferenceConfig.');
  for (const variant of [...production, ...shadow]) {
    if (variant.InstanceType?.startsWith('ml.inf1.')) {
      throw refused(`Shadow variants are not supported on Inf1 instances; found ${variant.InstanceType}.`);
    }
    const containers = containersOf(findModel(variant.ModelName ?? ''));
    if (containers.length > 1 || containers.some((container) => container.Mode === 'MultiModel')) {
      throw refused(`Shadow variants do not support multi-model and multi-container models ("${variant.ModelName}").`);
    }
  }
}
