import type * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { isUnresolved, type Problems } from '../core';
import { type BatchSize, batchSizeOf, checkBatch } from './batch-size';
import type { SteppedOptions } from './deployment-options';
import {
  checkWaits,
  DEFAULT_TERMINATION_WAIT_SECONDS,
  DEFAULT_WAIT_SECONDS,
  type DeploymentStrategy,
  type DeploymentTime,
  rollbackOn,
  waitSeconds,
} from './deployment-strategy';
import type { VariantSpec } from './variant-spec';

/** Largest and smallest step in percent. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TrafficRoutingConfig.html */
const STEP_PERCENT = { CANARY: { min: 1, max: 50 }, LINEAR: { min: 10, max: 50 } };

/** A whole new fleet beside the old one, to which traffic moves. */
export class BlueGreenStrategy implements DeploymentStrategy {
  private readonly size?: BatchSize;

  constructor(
    private readonly type: 'ALL_AT_ONCE' | 'CANARY' | 'LINEAR',
    private readonly options: SteppedOptions,
  ) {
    this.size = type === 'ALL_AT_ONCE' ? undefined : batchSizeOf(options);
  }

  check(problems: Problems, variants: readonly VariantSpec[]): DeploymentTime {
    const { waitInterval, terminationWait } = this.options;
    const watched = this.watchedSteps(problems, variants);
    const wait = waitSeconds(waitInterval, DEFAULT_WAIT_SECONDS);
    const termination = waitSeconds(terminationWait, DEFAULT_TERMINATION_WAIT_SECONDS);
    const known = watched !== undefined && wait !== undefined && termination !== undefined;
    const total = known ? watched * wait + termination : undefined;
    checkWaits(problems, this.options, total);
    if (this.type !== 'ALL_AT_ONCE') checkInferentia(problems, variants);
    return { waitSeconds: total, launches: 1 };
  }

  render(alarmNames: readonly string[]): sagemaker.CfnEndpoint.DeploymentConfigProperty {
    const { waitInterval, terminationWait, maximumExecutionTimeout } = this.options;
    return {
      autoRollbackConfiguration: rollbackOn(alarmNames),
      blueGreenUpdatePolicy: {
        trafficRoutingConfiguration: {
          type: this.type,
          waitIntervalInSeconds: waitInterval?.toSeconds() ?? DEFAULT_WAIT_SECONDS,
          canarySize: this.type === 'CANARY' ? this.size?.rendered : undefined,
          linearStepSize: this.type === 'LINEAR' ? this.size?.rendered : undefined,
        },
        terminationWaitInSeconds: terminationWait?.toSeconds() ?? DEFAULT_TERMINATION_WAIT_SECONDS,
        maximumExecutionTimeoutInSeconds: maximumExecutionTimeout?.toSeconds(),
      },
    };
  }

  /** How often the deployment waits and watches: after a canary and after the rest, or after each linear step. */
  private watchedSteps(problems: Problems, variants: readonly VariantSpec[]): number | undefined {
    if (this.type === 'ALL_AT_ONCE' || this.size === undefined) return 1;
    const steps = checkBatch(problems, this.size, STEP_PERCENT[this.type], variants);
    return this.type === 'CANARY' ? 2 : steps;
  }
}

function checkInferentia(problems: Problems, variants: readonly VariantSpec[]): void {
  for (const { called, instanceType } of variants) {
    const inferentia = !isUnresolved(instanceType) && /^ml\.inf1\./.test(instanceType);
    const remedy = 'Use DeploymentPolicy.allAtOnce, or another instance type.';
    const expected = 'no Inf1 instance with a deployment in steps';
    problems.expect(!inferentia, { prop: called('instanceType'), value: instanceType, expected, remedy });
  }
}
