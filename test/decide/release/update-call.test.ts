import { updateCall } from '../../../lambda/decide/release';
import type { Release, ReleaseSettings } from '../../../lib/contract';

const release = (number: number, more: Partial<Release> = {}) =>
  ({
    number,
    endpointName: 'flights',
    endpointConfigName: `flights-${number}`,
    variants: [{ role: 'champion', variantName: 'champion', weight: 1 }],
    ...more,
  }) as unknown as Release;

const SETTINGS = {
  deployment: {
    BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: { Type: 'CANARY', WaitIntervalInSeconds: 300 } },
    alarmNames: ['abort', 'business'],
  },
  rollback: [{ id: 'ServerErrors' }],
  scaling: { champion: { minCapacity: 2 } },
} as unknown as ReleaseSettings;

test('what is new is baked, watched by the alarms of its fleet and of the template', () => {
  const { parameters } = updateCall(release(3), release(2), SETTINGS);
  expect(parameters['DeploymentConfig']).toEqual({
    BlueGreenUpdatePolicy: SETTINGS.deployment.BlueGreenUpdatePolicy,
    AutoRollbackConfiguration: {
      Alarms: ['flights-3-champion-ServerErrors', 'abort', 'business'].map((AlarmName) => ({ AlarmName })),
    },
  });
});

test('what comes back is neither baked nor held up by an alarm that the bad version has set off', () => {
  const { parameters } = updateCall(release(3, { restores: 1 }), release(2), SETTINGS);
  expect(parameters).toEqual({
    EndpointName: 'flights',
    EndpointConfigName: 'flights-3',
    RetainAllVariantProperties: true,
    ExcludeRetainedVariantProperties: [
      { VariantPropertyType: 'DesiredWeight' },
      { VariantPropertyType: 'DataCaptureConfig' },
    ],
  });
});
