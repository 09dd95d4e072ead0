import { isUnresolved } from '../core';
import { DeploymentPolicy } from './deployment-policy';
import type { VariantSpec } from './variant-spec';

/** A canary needs a second instance to stay behind, and SageMaker has none on Inf1. */
export function defaultPolicy(production: readonly VariantSpec[]): DeploymentPolicy {
  const possible = production.every(
    ({ instanceCount, instanceType }) =>
      !isUnresolved(instanceCount) && instanceCount >= 2 && !instanceType.startsWith('ml.inf1.'),
  );
  return possible ? DeploymentPolicy.canary() : DeploymentPolicy.allAtOnce();
}
