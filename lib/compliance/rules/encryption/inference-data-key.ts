import type { Finding, Rule } from '../../checks/check';
import { asBoolean, isMap, listOf, type Resource } from '../../template';
import { expectCustomerKey, NOT_APPLICABLE, undecided, verdictOn } from '../expect';

function variantPaths(resource: Resource): readonly string[] {
  return ['ProductionVariants', 'ShadowProductionVariants'].flatMap((list) =>
    listOf(resource.get(list)).flatMap((variant, index) =>
      isMap(variant) && variant.CoreDumpConfig !== undefined ? [`${list}.${index}.CoreDumpConfig.KmsKeyId`] : [],
    ),
  );
}

/** What an endpoint writes about its requests (capture, asynchronous output, core dumps) is encrypted with a customer key. */
export const inferenceDataKey: Rule = (resource) => {
  const capture = resource.get('DataCaptureConfig');
  const captures = verdictOn(capture, (each) => isMap(each) && asBoolean(each.EnableCapture) !== false);
  if (captures === undefined) return undecided('DataCaptureConfig', capture);
  const output = resource.get('AsyncInferenceConfig.OutputConfig');
  const paths = [
    ...(captures ? ['DataCaptureConfig.KmsKeyId'] : []),
    ...(output === undefined ? [] : ['AsyncInferenceConfig.OutputConfig.KmsKeyId']),
    ...variantPaths(resource),
  ];
  if (paths.length === 0) return NOT_APPLICABLE;
  return paths.flatMap((path): readonly Finding[] =>
    expectCustomerKey(resource, path, 'requests are written without a customer key'),
  );
};
