import type { Finding, Rule } from '../../checks/check';
import { asNumber, at, listOf, Unknown, type Value } from '../../template';
import { fail, forEachOf, isOpen, NOT_APPLICABLE, PASS, undecided } from '../expect';
import { isServerlessVariant, whereServersRun } from '../serving/serverless';

/** Two instances stand in two subnets, so that one Availability Zone may fail. */
export const redundant: Rule = (resource) => {
  if (resource.type === 'AWS::SageMaker::Model') {
    const subnets = resource.get('VpcConfig.Subnets');
    if (subnets === undefined) return NOT_APPLICABLE;
    if (subnets instanceof Unknown) return undecided('VpcConfig.Subnets', subnets);
    return listOf(subnets).length >= 2 ? PASS : fail('VpcConfig.Subnets', 'all instances stand in one subnet');
  }
  return forEachOf(
    resource,
    'ProductionVariants',
    (variant, where) =>
      whereServersRun(isServerlessVariant(variant), expectTwo(variant, `${where}.InitialInstanceCount`)) ?? [],
  );
};

function expectTwo(variant: Value, where: string): readonly Finding[] {
  const count = at(variant, 'InitialInstanceCount');
  if (isOpen(count)) return undecided(where, count);
  return (asNumber(count) ?? 1) >= 2 ? [] : fail(where, 'one instance serves all requests');
}
