import type * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { isUnresolved, type Problems } from '../core';
import type { VariantSpec } from './variant-spec';

/** How much of a fleet changes at a time. */
export interface BatchSize {
  readonly percent?: number;
  readonly instances?: number;
  readonly rendered: sagemaker.CfnEndpoint.CapacitySizeProperty;
}

/** The size that the options ask for; one instance where they ask for none. */
export function batchSizeOf(options: { readonly percent?: number; readonly instances?: number }): BatchSize {
  const { percent, instances } = options;
  if (percent !== undefined) return { percent, instances, rendered: { type: 'CAPACITY_PERCENT', value: percent } };
  return { instances: instances ?? 1, rendered: { type: 'INSTANCE_COUNT', value: instances ?? 1 } };
}

const PROP = 'deploymentPolicy';

/**
 * Checks a size against the share of the fleet that SageMaker allows for it.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TrafficRoutingConfig.html
 *
 * @param range allowed share in percent of each variant's instances
 * @returns the number of steps until the whole fleet has changed; undefined where only the deployment knows it
 */
export function checkBatch(
  problems: Problems,
  size: BatchSize,
  range: { min: number; max: number },
  variants: readonly VariantSpec[],
): number | undefined {
  const { percent, instances } = size;
  if (percent !== undefined && instances !== undefined) {
    const remedy = 'Remove one of them.';
    problems.add({ prop: `${PROP}.percent`, value: percent, expected: 'percent or instances, not both', remedy });
    return undefined;
  }
  problems.integer(`${PROP}.percent`, percent, range, 'Give the step in whole percent of the instances.');
  const counts = variants.map(({ instanceCount }) => instanceCount).filter((count) => !isUnresolved(count));
  checkCounts(problems, size, range, variants);
  if (percent !== undefined) return isUnresolved(percent) || !(percent > 0) ? undefined : Math.ceil(100 / percent);
  if (instances === undefined || isUnresolved(instances) || !(instances > 0)) return undefined;
  return counts.length < variants.length ? undefined : Math.ceil(Math.max(1, ...counts) / instances);
}

function checkCounts(
  problems: Problems,
  { instances }: BatchSize,
  range: { min: number; max: number },
  variants: readonly VariantSpec[],
): void {
  const share = `${range.min} to ${range.max} % of the instances of each variant`;
  for (const { path, called, instanceCount } of variants) {
    if (isUnresolved(instanceCount)) continue;
    if (instanceCount < 2) {
      problems.add({
        prop: called('initialInstanceCount'),
        value: instanceCount,
        expected: 'at least 2: one instance cannot change in steps',
        remedy: 'Give the variant 2 instances, or use DeploymentPolicy.allAtOnce.',
      });
    } else if (instances !== undefined && !isUnresolved(instances)) {
      const percent = (instances / instanceCount) * 100;
      const fits = Number.isInteger(instances) && percent >= range.min && percent <= range.max;
      problems.expect(fits, {
        prop: `${PROP}.instances`,
        value: instances,
        expected: `a whole number that is ${share}, and ${path} has ${instanceCount}`,
        remedy: 'Change the size of the step, or give it in percent.',
      });
    }
  }
}
