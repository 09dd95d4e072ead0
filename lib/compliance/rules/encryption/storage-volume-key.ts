import { instanceStorageOf } from '../../../core/instance-storage';
import type { Rule } from '../../checks/check';
import { at, isMap, listOf, Unknown, type Value } from '../../template';
import { expectCustomerKey, isOpen, NOT_APPLICABLE, undecided } from '../expect';
import { isServerlessVariant } from '../serving/serverless';

/** Whether SageMaker puts an encryptable volume behind a variant; undefined where the type is not known. */
function hasVolume(variant: Value): boolean | undefined {
  if (!isMap(variant)) return variant instanceof Unknown ? undefined : false;
  const serverless = isServerlessVariant(variant);
  if (serverless === true) return false;
  const type = variant.InstanceType;
  if (isOpen(type)) return undefined;
  // Families with local disks encrypt those in hardware, and SageMaker refuses a key for them.
  const volume = typeof type === 'string' && instanceStorageOf(type) === 'volume';
  return volume && serverless === undefined ? undefined : volume;
}

/** What only the deployment knows of a variant. */
function decisive(variant: Value): Value {
  if (!isMap(variant)) return variant;
  return isOpen(variant.InstanceType) ? variant.InstanceType : variant.ServerlessConfig;
}

/** The volumes of an endpoint's instances are encrypted with a customer key, where they take one. */
export const storageVolumeKey: Rule = (resource) => {
  const lists = ['ProductionVariants', 'ShadowProductionVariants'].map((name) => resource.get(name));
  const variants = lists.flatMap((list) => listOf(list));
  const volumes = variants.map(hasVolume);
  if (isOpen(at(resource.properties, 'KmsKeyId')) && !(resource.get('KmsKeyId') instanceof Unknown)) return [];
  if (volumes.includes(true)) return expectCustomerKey(resource, 'KmsKeyId', 'instance volumes have no customer key');
  const open = variants.find((_, index) => volumes[index] === undefined);
  return open === undefined ? NOT_APPLICABLE : undecided('ProductionVariants', decisive(open));
};
