import type * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { capturePrefix } from '../contract';
import type { ArtifactStore } from '../foundation';
import { PayloadFormat } from '../registry';
import type { VariantSpec } from './variant-spec';

/**
 * Where the requests and responses of one configuration are captured. Below it SageMaker writes
 * `<endpoint>/<variant>/yyyy/mm/dd/hh/*.jsonl`.
 */
export function captureUri(store: ArtifactStore, configurationHash: string): string {
  // SageMaker adds the slash itself.
  return store.inferenceDataBucket.s3UrlForObject(capturePrefix(configurationHash).replace(/\/$/, ''));
}

/**
 * Data Capture of requests and responses. Payloads of the declared content types are captured as text, which is what
 * can be read by a feature schema; all others would be base64.
 */
export function dataCapture(
  store: ArtifactStore,
  destinationS3Uri: string,
  samplingPercentage: number,
  variants: readonly VariantSpec[],
): sagemaker.CfnEndpointConfig.DataCaptureConfigProperty {
  const formats = new Set(
    variants.flatMap(({ model }) => [model.featureSchema.inputFormat, model.featureSchema.outputFormat]),
  );
  return {
    enableCapture: true,
    initialSamplingPercentage: samplingPercentage,
    destinationS3Uri,
    kmsKeyId: store.inferenceDataKey.keyArn,
    captureOptions: [{ captureMode: 'Input' }, { captureMode: 'Output' }],
    captureContentTypeHeader: {
      csvContentTypes: formats.has(PayloadFormat.CSV) ? [PayloadFormat.CSV] : undefined,
      jsonContentTypes: formats.has(PayloadFormat.JSON) ? [PayloadFormat.JSON] : undefined,
    },
  };
}
