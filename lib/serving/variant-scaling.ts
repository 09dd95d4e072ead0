import * as scaling from 'aws-cdk-lib/aws-applicationautoscaling';
import type * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import type { Construct } from 'constructs';
import { isUnresolved, type Problems } from '../core';
import { checkSeconds } from './seconds';
import type { VariantSpec } from './variant-spec';

const DEFAULT_COOLDOWN_SECONDS = 300;
const COOLDOWN = { min: 0, max: 86_400 };
const ANY_COUNT = { min: 1, max: Number.MAX_SAFE_INTEGER };

/** Checks the bounds of a variant that scales. */
export function checkScaling(problems: Problems, spec: VariantSpec): void {
  if (spec.scaling === undefined) return;
  const prop = `${spec.path}.scaling`;
  const { minInstances, maxInstances, targetInvocationsPerInstance, scaleInCooldown, scaleOutCooldown } = spec.scaling;
  const bound = 'An instance-backed variant cannot scale to 0; give whole instances.';
  problems.integer(`${prop}.minInstances`, minInstances, ANY_COUNT, bound);
  problems.integer(`${prop}.maxInstances`, maxInstances, ANY_COUNT, bound);
  problems.required(`${prop}.maxInstances`, maxInstances, 'a number of instances', 'Bound the cost with maxInstances.');
  const target = 'Give the requests a minute that one instance should get.';
  problems.required(`${prop}.targetInvocationsPerInstance`, targetInvocationsPerInstance, 'a number above 0', target);
  const targets = { min: 0.001, max: Number.MAX_SAFE_INTEGER };
  problems.number(`${prop}.targetInvocationsPerInstance`, targetInvocationsPerInstance, targets, target);
  checkSeconds(problems, `${prop}.scaleInCooldown`, scaleInCooldown, COOLDOWN);
  checkSeconds(problems, `${prop}.scaleOutCooldown`, scaleOutCooldown, COOLDOWN);
  checkBounds(problems, spec, minInstances ?? spec.instanceCount, maxInstances);
}

function checkBounds(problems: Problems, spec: VariantSpec, min: number, max: number): void {
  if (isUnresolved(max) || typeof max !== 'number') return;
  if (!isUnresolved(min) && max < min) {
    const expected = `at least ${min}, the least number of instances`;
    problems.add({
      prop: `${spec.path}.scaling.maxInstances`,
      value: max,
      expected,
      remedy: 'Swap or widen the bounds.',
    });
  } else if (!isUnresolved(spec.instanceCount) && !isUnresolved(min)) {
    const inside = spec.instanceCount >= min && spec.instanceCount <= max;
    problems.expect(inside, {
      prop: `${spec.path}.initialInstanceCount`,
      value: spec.instanceCount,
      expected: `from ${min} to ${max}, the bounds of its scaling`,
      remedy: 'Start inside the bounds.',
    });
  }
}

/**
 * Scales a variant through Application Auto Scaling, with its service-linked role. It depends on the endpoint: a
 * target can only be registered for a variant that serves.
 */
export function scaleVariant(
  scope: Construct,
  endpoint: sagemaker.CfnEndpoint,
  endpointName: string,
  spec: VariantSpec,
): scaling.CfnScalableTarget | undefined {
  if (spec.scaling === undefined) return undefined;
  const { minInstances, maxInstances, targetInvocationsPerInstance, scaleInCooldown, scaleOutCooldown } = spec.scaling;
  const target = new scaling.CfnScalableTarget(scope, `ScalableTarget-${spec.id}`, {
    serviceNamespace: 'sagemaker',
    scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
    resourceId: `endpoint/${endpointName}/variant/${spec.variantName}`,
    minCapacity: minInstances ?? spec.instanceCount,
    maxCapacity: maxInstances,
  });
  target.addResourceDependency(endpoint);
  const policy = new scaling.CfnScalingPolicy(scope, `ScalingPolicy-${spec.id}`, {
    policyName: 'invocations-per-instance',
    policyType: 'TargetTrackingScaling',
    scalingTargetId: target.ref,
    targetTrackingScalingPolicyConfiguration: {
      targetValue: targetInvocationsPerInstance,
      predefinedMetricSpecification: { predefinedMetricType: 'SageMakerVariantInvocationsPerInstance' },
      scaleInCooldown: scaleInCooldown?.toSeconds() ?? DEFAULT_COOLDOWN_SECONDS,
      scaleOutCooldown: scaleOutCooldown?.toSeconds() ?? DEFAULT_COOLDOWN_SECONDS,
    },
  });
  policy.addResourceDependency(endpoint);
  return target;
}
