import type { Duration } from 'aws-cdk-lib';
import type * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import type { Problems } from '../core';
import { checkSeconds, secondsOf } from './seconds';
import type { VariantSpec } from './variant-spec';

/** What a deployment takes; undefined where only the deployment knows. */
export interface DeploymentTime {
  /** Sum of all waits, seconds. */
  readonly waitSeconds?: number;
  /** How often instances are launched, one launch after the other. */
  readonly launches?: number;
}

/** One way to bring a new configuration into service. */
export interface DeploymentStrategy {
  /** Reports what SageMaker would refuse of it for an endpoint with these production variants. */
  check(problems: Problems, variants: readonly VariantSpec[], hasShadow: boolean): DeploymentTime;

  render(alarmNames: readonly string[]): sagemaker.CfnEndpoint.DeploymentConfigProperty;
}

/** What all strategies wait for. */
export interface Waits {
  readonly waitInterval?: Duration;
  readonly terminationWait?: Duration;
  readonly maximumExecutionTimeout?: Duration;
}

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_BlueGreenUpdatePolicy.html, …RollingUpdatePolicy.html */
const WAIT = { min: 0, max: 3600 };
const EXECUTION = { min: 600, max: 28_800 };
export const DEFAULT_WAIT_SECONDS = 300;
export const DEFAULT_TERMINATION_WAIT_SECONDS = 120;

/** Seconds of a wait or of its default; undefined where only the deployment knows them. */
export function waitSeconds(wait: Duration | undefined, fallback: number): number | undefined {
  return wait === undefined ? fallback : secondsOf(wait);
}

/**
 * Checks each wait by itself, and that the waits together leave time for the launches of instances.
 *
 * @param total sum of all waits in seconds; undefined where only the deployment knows it
 */
export function checkWaits(problems: Problems, waits: Waits, total: number | undefined): void {
  checkSeconds(problems, 'deploymentPolicy.waitInterval', waits.waitInterval, WAIT);
  checkSeconds(problems, 'deploymentPolicy.terminationWait', waits.terminationWait, WAIT);
  checkSeconds(problems, 'deploymentPolicy.maximumExecutionTimeout', waits.maximumExecutionTimeout, EXECUTION);
  const limit = waitSeconds(waits.maximumExecutionTimeout, EXECUTION.max);
  if (total === undefined || limit === undefined || total < limit) return;
  problems.add({
    prop: 'deploymentPolicy.maximumExecutionTimeout',
    value: limit,
    expected: `more than ${total} seconds, the sum of all waits`,
    remedy: `Shorten waitInterval, take larger steps, or raise maximumExecutionTimeout (at most ${EXECUTION.max} seconds).`,
  });
}

/** The alarms that bring the old configuration back. */
export function rollbackOn(alarmNames: readonly string[]): sagemaker.CfnEndpoint.AutoRollbackConfigProperty {
  return { alarms: alarmNames.map((alarmName) => ({ alarmName })) };
}
