import type { DeploymentConfig } from '@aws-sdk/client-sagemaker';
import { totalWait, trafficPlan } from './traffic-plan';

const percent = (Value: number) => ({ Type: 'CAPACITY_PERCENT' as const, Value });
const plan = (deployment: DeploymentConfig | undefined, instances = 10) =>
  trafficPlan(deployment, instances).map((step) => [Number(step.share.toFixed(3)), step.waitSeconds, step.instances]);

describe('the plan of a deployment', () => {
  test('moves everything at once where there is no policy', () => {
    expect(plan(undefined)).toEqual([[1, 0, 10]]);
  });

  test('bakes all at once for the termination wait only', () => {
    const deployment = {
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE' as const, WaitIntervalInSeconds: 300 },
        TerminationWaitInSeconds: 60,
      },
    };
    expect(plan(deployment)).toEqual([[1, 60, 10]]);
  });

  test('bakes a canary for the interval and full capacity for the termination wait', () => {
    const deployment = (size: { Type: 'CAPACITY_PERCENT' | 'INSTANCE_COUNT'; Value: number }): DeploymentConfig => ({
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: { Type: 'CANARY', WaitIntervalInSeconds: 300, CanarySize: size },
        TerminationWaitInSeconds: 60,
      },
    });
    expect(plan(deployment(percent(10)))).toEqual([
      [0.1, 300, 1],
      [1, 60, 10],
    ]);
    expect(plan(deployment({ Type: 'INSTANCE_COUNT', Value: 3 }))).toEqual([
      [0.3, 300, 3],
      [1, 60, 10],
    ]);
  });

  test.each([
    [
      50,
      [
        [0.5, 30, 5],
        [1, 60, 10],
      ],
    ],
    [
      30,
      [
        [0.3, 30, 3],
        [0.6, 30, 6],
        [0.9, 30, 9],
        [1, 60, 10],
      ],
    ],
    [10, [...Array.from({ length: 9 }, (_, index) => [(index + 1) / 10, 30, index + 1]), [1, 60, 10]]],
  ])('moves linear steps of %i percent', (size, steps) => {
    const deployment: DeploymentConfig = {
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: { Type: 'LINEAR', WaitIntervalInSeconds: 30, LinearStepSize: percent(size) },
        TerminationWaitInSeconds: 60,
      },
    };
    expect(plan(deployment)).toEqual(steps);
  });

  test('waits after every rolling batch', () => {
    const deployment = { RollingUpdatePolicy: { MaximumBatchSize: percent(50), WaitIntervalInSeconds: 20 } };
    expect(plan(deployment)).toEqual([
      [0.5, 20, 5],
      [1, 20, 10],
    ]);
    expect(totalWait(deployment, 10)).toBe(40);
  });

  test('never gives traffic to less than one instance', () => {
    const deployment = { RollingUpdatePolicy: { MaximumBatchSize: percent(5), WaitIntervalInSeconds: 0 } };
    expect(Math.min(...plan(deployment, 2).map(([, , instances]) => instances ?? 0))).toBe(1);
  });
});
