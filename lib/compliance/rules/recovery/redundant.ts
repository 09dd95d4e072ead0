import type { Rule } from '../../checks/check';
import { asNumber, at, isMap, listOf, Unknown } from '../../template';
import { fail, forEachOf, isOpen, NOT_APPLICABLE, PASS, undecided } from '../expect';

/** Two instances stand in two subnets, so that one Availability Zone may fail. */
export const redundant: Rule = (resource) => {
  if (resource.type === 'AWS::SageMaker::Model') {
    const subnets = resource.get('VpcConfig.Subnets');
    if (subnets === undefined) return NOT_APPLICABLE;
    if (subnets instanceof Unknown) return undecided('VpcConfig.Subnets', subnets);
    return listOf(subnets).length >= 2 ? PASS : fail('VpcConfig.Subnets', 'all instances stand in one subnet');
  }
  return forEachOf(resource, 'ProductionVariants', (variant, where) => {
    if (isMap(variant) && variant.ServerlessConfig !== undefined) return [];
    const count = at(variant, 'InitialInstanceCount');
    if (isOpen(count)) return undecided(`${where}.InitialInstanceCount`, count);
    return (asNumber(count) ?? 1) >= 2 ? [] : fail(`${where}.InitialInstanceCount`, 'one instance serves all requests');
  });
};
