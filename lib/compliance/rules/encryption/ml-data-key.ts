import type { Rule } from '../../checks/check';
import { asBoolean, type Resource } from '../../template';
import { expectCustomerKey, NOT_APPLICABLE } from '../expect';
import { keyPaths } from '../serving/jobs';

/** Where each type names the keys of what it stores. */
function pathsOf(resource: Resource): readonly string[] {
  switch (resource.type) {
    case 'AWS::SageMaker::FeatureGroup': {
      const online = asBoolean(resource.get('OnlineStoreConfig.EnableOnlineStore')) !== false;
      return [
        ...(online && resource.get('OnlineStoreConfig') !== undefined
          ? ['OnlineStoreConfig.SecurityConfig.KmsKeyId']
          : []),
        ...(resource.get('OfflineStoreConfig') === undefined ? [] : ['OfflineStoreConfig.S3StorageConfig.KmsKeyId']),
      ];
    }
    case 'AWS::SageMaker::ModelPackage':
    case 'AWS::SageMaker::ModelCard':
      return ['SecurityConfig.KmsKeyId'];
    case 'AWS::SageMaker::InferenceExperiment':
      return ['KmsKey', ...(resource.get('DataStorageConfig') === undefined ? [] : ['DataStorageConfig.KmsKey'])];
    default:
      return keyPaths(resource);
  }
}

/** Features, packages, cards, experiments and jobs keep what they store under a customer key. */
export const mlDataKey: Rule = (resource) => {
  const paths = pathsOf(resource);
  if (paths.length === 0) return NOT_APPLICABLE;
  return paths.flatMap((path) => expectCustomerKey(resource, path, 'what it stores has no customer key'));
};
