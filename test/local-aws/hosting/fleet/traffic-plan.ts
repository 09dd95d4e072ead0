/**
 * How a deployment policy moves traffic from the old fleet to the new one, step by step. Pure.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails.html
 */
import type { CapacitySize, DeploymentConfig } from '@aws-sdk/client-sagemaker';

export interface TrafficStep {
  /** Share of the requests that the new fleet gets from this step on: above 0, at most 1. */
  readonly share: number;
  /** How long this step is watched before the next one, in seconds. */
  readonly waitSeconds: number;
  /** Instances of the new fleet that have traffic, for the status message. */
  readonly instances: number;
  readonly phase: 'canary' | 'step' | 'full';
}

/** @param instances desired instances of the new fleet's production variants. */
export function trafficPlan(deployment: DeploymentConfig | undefined, instances: number): TrafficStep[] {
  const blueGreen = deployment?.BlueGreenUpdatePolicy;
  const rolling = deployment?.RollingUpdatePolicy;
  if (rolling !== undefined) {
    const wait = rolling.WaitIntervalInSeconds ?? 0;
    return stepwise(shareOf(rolling.MaximumBatchSize, instances), instances, wait, wait);
  }
  const routing = blueGreen?.TrafficRoutingConfiguration;
  const bake = blueGreen?.TerminationWaitInSeconds ?? 0;
  const wait = routing?.WaitIntervalInSeconds ?? 0;
  const full: TrafficStep = { share: 1, waitSeconds: bake, instances, phase: 'full' };
  if (routing?.Type === 'CANARY') {
    const share = shareOf(routing.CanarySize, instances);
    return [{ share, waitSeconds: wait, instances: atLeastOne(share * instances), phase: 'canary' }, full];
  }
  if (routing?.Type === 'LINEAR') return stepwise(shareOf(routing.LinearStepSize, instances), instances, wait, bake);
  return [full];
}

function stepwise(size: number, instances: number, wait: number, lastWait: number): TrafficStep[] {
  const steps: TrafficStep[] = [];
  for (let index = 1; index * size < 1 - 1e-9; index += 1) {
    const share = index * size;
    steps.push({ share, waitSeconds: wait, instances: atLeastOne(share * instances), phase: 'step' });
  }
  return [...steps, { share: 1, waitSeconds: lastWait, instances, phase: 'full' }];
}

const atLeastOne = (count: number): number => Math.max(1, Math.round(count));

function shareOf(size: CapacitySize | undefined, instances: number): number {
  if (size?.Value === undefined) return 1;
  const share = size.Type === 'INSTANCE_COUNT' ? size.Value / Math.max(instances, 1) : size.Value / 100;
  return Math.min(share, 1);
}

/** All that a deployment waits, in seconds. */
export function totalWait(deployment: DeploymentConfig | undefined, instances: number): number {
  return trafficPlan(deployment, instances).reduce((sum, step) => sum + step.waitSeconds, 0);
}
