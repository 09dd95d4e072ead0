import * as scaling from 'aws-cdk-lib/aws-applicationautoscaling';
import type * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import type { Construct } from 'constructs';
import type { ScalingSettings } from '../contract';
import { isUnresolved, type Problems } from '../core';
import { checkAtLeast } from './at-least';
import { checkSeconds } from './seconds';
import type { VariantScaling } from './variant-props';
import type { VariantSpec } from './variant-spec';

const DEFAULT_COOLDOWN_SECONDS = 300;
const COOLDOWN = { min: 0, max: 86_400 };

/** Checks the bounds of a variant that scales. */
export function checkScaling(problems: Problems, spec: VariantSpec): void {
  if (spec.scaling === undefined) return;
  const prop = spec.called('scaling');
  const { minInstances, maxInstances, targetInvocationsPerInstance, scaleInCooldown, scaleOutCooldown } = spec.scaling;
  const bound = 'An instance-backed variant cannot scale to 0; give whole instances.';
  checkAtLeast(problems, `${prop}.minInstances`, minInstances, 1, 'an integer', bound);
  checkAtLeast(problems, `${prop}.maxInstances`, maxInstances, 1, 'an integer', bound);
  problems.required(`${prop}.maxInstances`, maxInstances, 'a number of instances', 'Bound the cost with maxInstances.');
  const target = 'Give the requests a minute that one instance should get.';
  problems.required(`${prop}.targetInvocationsPerInstance`, targetInvocationsPerInstance, 'a number above 0', target);
  checkAtLeast(
    problems,
    `${prop}.targetInvocationsPerInstance`,
    targetInvocationsPerInstance,
    0.001,
    'a number',
    target,
  );
  checkSeconds(problems, `${prop}.scaleInCooldown`, scaleInCooldown, COOLDOWN);
  checkSeconds(problems, `${prop}.scaleOutCooldown`, scaleOutCooldown, COOLDOWN);
  checkBounds(problems, spec, minInstances, maxInstances);
}

function checkBounds(problems: Problems, spec: VariantSpec, min: number | undefined, max: number): void {
  if (isUnresolved(max) || typeof max !== 'number' || isUnresolved(min)) return;
  if (min !== undefined && max < min) {
    problems.add({
      prop: `${spec.called('scaling')}.maxInstances`,
      value: max,
      expected: `at least ${min}, the least number of instances`,
      remedy: 'Swap or widen the bounds.',
    });
  } else if (!isUnresolved(spec.instanceCount)) {
    const inside = spec.instanceCount >= (min ?? 1) && spec.instanceCount <= max;
    problems.expect(inside, {
      prop: spec.called('initialInstanceCount'),
      value: spec.instanceCount,
      expected: `from ${min ?? 1} to ${max}, the bounds of its scaling`,
      remedy: 'Start inside the bounds.',
    });
  }
}

/** How a variant scales, with its defaults. */
export function scalingSettings(scaling: VariantScaling, instanceCount: number): ScalingSettings {
  return {
    minCapacity: scaling.minInstances ?? instanceCount,
    maxCapacity: scaling.maxInstances,
    targetInvocationsPerInstance: scaling.targetInvocationsPerInstance,
    scaleInCooldownSeconds: scaling.scaleInCooldown?.toSeconds() ?? DEFAULT_COOLDOWN_SECONDS,
    scaleOutCooldownSeconds: scaling.scaleOutCooldown?.toSeconds() ?? DEFAULT_COOLDOWN_SECONDS,
  };
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
  const settings = scalingSettings(spec.scaling, spec.instanceCount);
  const target = new scaling.CfnScalableTarget(scope, `ScalableTarget-${spec.id}`, {
    serviceNamespace: 'sagemaker',
    scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
    resourceId: `endpoint/${endpointName}/variant/${spec.variantName}`,
    minCapacity: settings.minCapacity,
    maxCapacity: settings.maxCapacity,
  });
  target.addResourceDependency(endpoint);
  const policy = new scaling.CfnScalingPolicy(scope, `ScalingPolicy-${spec.id}`, {
    policyName: 'invocations-per-instance',
    policyType: 'TargetTrackingScaling',
    scalingTargetId: target.ref,
    targetTrackingScalingPolicyConfiguration: {
      targetValue: settings.targetInvocationsPerInstance,
      predefinedMetricSpecification: { predefinedMetricType: 'SageMakerVariantInvocationsPerInstance' },
      scaleInCooldown: settings.scaleInCooldownSeconds,
      scaleOutCooldown: settings.scaleOutCooldownSeconds,
    },
  });
  policy.addResourceDependency(endpoint);
  return target;
}
