import type * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import type { Problems } from '../core';
import { type BatchSize, batchSizeOf, checkBatch } from './batch-size';
import type { RollingOptions } from './deployment-options';
import {
  checkWaits,
  DEFAULT_WAIT_SECONDS,
  type DeploymentStrategy,
  type DeploymentTime,
  rollbackOn,
  waitSeconds,
} from './deployment-strategy';
import type { VariantSpec } from './variant-spec';

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_RollingUpdatePolicy.html */
const BATCH_PERCENT = { min: 5, max: 50 };
const ROLLBACK_PERCENT = { min: 1, max: 100 };

/** Batches of instances replaced one after the other. */
export class RollingStrategy implements DeploymentStrategy {
  private readonly size: BatchSize;

  constructor(private readonly options: RollingOptions) {
    this.size = batchSizeOf(options);
  }

  check(problems: Problems, variants: readonly VariantSpec[], hasShadow: boolean): DeploymentTime {
    problems.expect(variants.length <= 1 && !hasShadow, {
      prop: 'deploymentPolicy',
      value: `rolling with ${variants.length} production variants${hasShadow ? ' and a shadow' : ''}`,
      expected: 'one variant: SageMaker rolls no endpoint with several',
      remedy: 'Use DeploymentPolicy.canary, linear or allAtOnce for this endpoint.',
    });
    const remedy = 'Give it in whole percent of the instances, or leave it out to go back at once.';
    problems.integer('deploymentPolicy.rollbackPercent', this.options.rollbackPercent, ROLLBACK_PERCENT, remedy);
    const steps = checkBatch(problems, this.size, BATCH_PERCENT, variants);
    const wait = waitSeconds(this.options.waitInterval, DEFAULT_WAIT_SECONDS);
    const total = steps === undefined || wait === undefined ? undefined : steps * wait;
    checkWaits(problems, this.options, total);
    return { waitSeconds: total, launches: steps };
  }

  render(alarmNames: readonly string[]): sagemaker.CfnEndpoint.DeploymentConfigProperty {
    const { rollbackPercent, waitInterval, maximumExecutionTimeout } = this.options;
    return {
      autoRollbackConfiguration: rollbackOn(alarmNames),
      rollingUpdatePolicy: {
        maximumBatchSize: this.size.rendered,
        rollbackMaximumBatchSize:
          rollbackPercent === undefined ? undefined : { type: 'CAPACITY_PERCENT', value: rollbackPercent },
        waitIntervalInSeconds: waitInterval?.toSeconds() ?? DEFAULT_WAIT_SECONDS,
        maximumExecutionTimeoutInSeconds: maximumExecutionTimeout?.toSeconds(),
      },
    };
  }
}
