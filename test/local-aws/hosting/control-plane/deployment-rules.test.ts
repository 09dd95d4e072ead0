import type { DeploymentConfig, TrafficRoutingConfig } from '@aws-sdk/client-sagemaker';
import { checkDeploymentConfig, checkGuardrails, type DeployedShape } from './deployment-rules';

const fleet = (more: Partial<DeployedShape> = {}): DeployedShape => ({
  productionNames: ['main'],
  shadowNames: [],
  instances: 10,
  serverless: false,
  ...more,
});
const blueGreen = (routing: Partial<TrafficRoutingConfig>, more = {}): DeploymentConfig => ({
  BlueGreenUpdatePolicy: {
    TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0, ...routing },
    ...more,
  },
});
const percent = (Value: number) => ({ Type: 'CAPACITY_PERCENT' as const, Value });
const instances = (Value: number) => ({ Type: 'INSTANCE_COUNT' as const, Value });
const rolling = (size: ReturnType<typeof percent> | ReturnType<typeof instances>): DeploymentConfig => ({
  RollingUpdatePolicy: { MaximumBatchSize: size, WaitIntervalInSeconds: 0 },
});

describe('a deployment policy', () => {
  test.each<[string, DeploymentConfig | undefined]>([
    ['none', undefined],
    ['all at once', blueGreen({})],
    ['a canary of half', blueGreen({ Type: 'CANARY', CanarySize: percent(50) })],
    ['a canary of five in ten instances', blueGreen({ Type: 'CANARY', CanarySize: instances(5) })],
    ['linear steps of a tenth', blueGreen({ Type: 'LINEAR', LinearStepSize: percent(10) })],
    ['rolling batches of a twentieth', rolling(percent(5))],
    ['alarms alone', { AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'errors' }] } }],
  ])('is accepted: %s', (_, deployment) => {
    expect(() => checkDeploymentConfig(deployment, fleet())).not.toThrow();
  });

  test.each<[string, DeploymentConfig, string]>([
    [
      'a canary above half',
      blueGreen({ Type: 'CANARY', CanarySize: percent(51) }),
      'CanarySize must be from 1 to 50 percent',
    ],
    [
      'a canary of six in ten instances',
      blueGreen({ Type: 'CANARY', CanarySize: instances(6) }),
      'at most 50 percent of the 10 instance(s)',
    ],
    ['a canary without size', blueGreen({ Type: 'CANARY' }), 'CanarySize is required'],
    [
      'linear steps below a tenth',
      blueGreen({ Type: 'LINEAR', LinearStepSize: percent(9) }),
      'LinearStepSize must be from 10 to 50',
    ],
    ['linear without step', blueGreen({ Type: 'LINEAR' }), 'LinearStepSize is required'],
    ['a canary size for all at once', blueGreen({ CanarySize: percent(10) }), 'CANARY only'],
    [
      'a linear step for a canary',
      blueGreen({ Type: 'CANARY', CanarySize: percent(10), LinearStepSize: percent(10) }),
      'LINEAR only',
    ],
    ['rolling batches below a twentieth', rolling(percent(4)), 'MaximumBatchSize must be from 5 to 50'],
    ['both policies', { ...blueGreen({}), ...rolling(percent(10)) }, 'not both'],
    [
      'waits that do not fit in the execution timeout',
      blueGreen(
        { Type: 'LINEAR', LinearStepSize: percent(25), WaitIntervalInSeconds: 300 },
        { MaximumExecutionTimeoutInSeconds: 900 },
      ),
      'add up to 900 seconds',
    ],
  ])('is refused: %s', (_, deployment, message) => {
    expect(() => checkDeploymentConfig(deployment, fleet())).toThrow(message);
  });
});

describe('the guardrails of an update', () => {
  test('demand the same variant names, in any order', () => {
    const before = fleet({ productionNames: ['a', 'b'] });
    expect(() => checkGuardrails(blueGreen({}), before, fleet({ productionNames: ['b', 'a'] }))).not.toThrow();
    expect(() => checkGuardrails(blueGreen({}), before, fleet({ productionNames: ['a'] }))).toThrow(
      'the endpoint has a, b, the new configuration has a.',
    );
    expect(() => checkGuardrails(undefined, before, fleet())).not.toThrow();
  });

  test('exclude rolling for several or serverless variants', () => {
    const two = fleet({ productionNames: ['a', 'b'] });
    expect(() => checkGuardrails(rolling(percent(10)), two, two)).toThrow('several production variants');
    expect(() => checkGuardrails(rolling(percent(10)), fleet(), fleet({ serverless: true }))).toThrow('serverless');
  });
});
