/**
 * What UpdateEndpoint refuses of a deployment policy.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-exclusions.html
 */
import type { CapacitySize, DeploymentConfig } from '@aws-sdk/client-sagemaker';
import { refused } from '../errors';
import { totalWait } from '../fleet/traffic-plan';

export interface DeployedShape {
  readonly productionNames: readonly string[];
  readonly shadowNames: readonly string[];
  /** Instances of all production variants. */
  readonly instances: number;
  readonly serverless: boolean;
}

/** Checks the policy by itself, for CreateEndpoint as for UpdateEndpoint. */
export function checkDeploymentConfig(deployment: DeploymentConfig | undefined, next: DeployedShape): void {
  if (deployment === undefined) return;
  const { BlueGreenUpdatePolicy: blueGreen, RollingUpdatePolicy: rolling } = deployment;
  if (blueGreen !== undefined && rolling !== undefined) {
    throw refused('DeploymentConfig takes BlueGreenUpdatePolicy or RollingUpdatePolicy, not both.');
  }
  const routing = blueGreen?.TrafficRoutingConfiguration;
  const { CanarySize: canary, LinearStepSize: linear, Type: type } = routing ?? {};
  if (type === 'CANARY') checkSize('CanarySize', canary, next.instances, { min: 1, max: 50 });
  if (type === 'LINEAR') checkSize('LinearStepSize', linear, next.instances, { min: 10, max: 50 });
  if (type !== 'CANARY' && canary !== undefined)
    throw refused('CanarySize goes with traffic routing type CANARY only.');
  if (type !== 'LINEAR' && linear !== undefined) {
    throw refused('LinearStepSize goes with traffic routing type LINEAR only.');
  }
  if (rolling !== undefined)
    checkSize('MaximumBatchSize', rolling.MaximumBatchSize, next.instances, { min: 5, max: 50 });
  const limit = (blueGreen ?? rolling)?.MaximumExecutionTimeoutInSeconds;
  const waits = totalWait(deployment, next.instances);
  if (limit !== undefined && waits >= limit) {
    throw refused(
      `MaximumExecutionTimeoutInSeconds is ${limit} but the waits of the deployment add up to ${waits} seconds. Give a longer timeout or shorter waits.`,
    );
  }
}

function checkSize(
  name: string,
  size: CapacitySize | undefined,
  instances: number,
  percent: { min: number; max: number },
): void {
  if (size?.Value === undefined) throw refused(`${name} is required for this deployment policy.`);
  const isCount = size.Type === 'INSTANCE_COUNT';
  if (!isCount && (size.Value < percent.min || size.Value > percent.max)) {
    throw refused(
      `${name} must be from ${percent.min} to ${percent.max} percent of the capacity; it is ${size.Value}.`,
    );
  }
  if (isCount && size.Value > Math.max(1, instances * (percent.max / 100))) {
    throw refused(
      `${name} must be at most ${percent.max} percent of the ${instances} instance(s); it is ${size.Value} instance(s).`,
    );
  }
}

/** Checks what a policy demands of the fleets that it stands between. */
export function checkGuardrails(
  deployment: DeploymentConfig | undefined,
  before: DeployedShape,
  next: DeployedShape,
): void {
  if (deployment === undefined) return;
  const same = (a: readonly string[], b: readonly string[]) => [...a].sort().join() === [...b].sort().join();
  if (!same(before.productionNames, next.productionNames)) {
    throw refused(
      `With a DeploymentConfig the variant names must stay the same: the endpoint has ${before.productionNames.join(', ')}, the new configuration has ${next.productionNames.join(', ')}.`,
    );
  }
  if (deployment.RollingUpdatePolicy === undefined) return;
  if (next.productionNames.length > 1)
    throw refused('A rolling deployment does not support several production variants.');
  if (next.serverless || before.serverless) throw refused('A rolling deployment does not support serverless variants.');
}
