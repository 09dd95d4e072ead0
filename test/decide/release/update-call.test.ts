import { restoreCall, updateCall } from '../../../lambda/decide/release';
import type { Release, ReleaseSettings } from '../../../lib/contract';

const release = (number: number, more: Partial<Release> = {}) =>
  ({
    number,
    endpointName: 'flights',
    endpointConfigName: `flights-${number}`,
    variants: [{ role: 'champion', variantName: 'champion', weight: 1, instanceType: 'ml.m5.large' }],
    ...more,
  }) as unknown as Release;

const SETTINGS = {
  deployment: {
    BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: { Type: 'CANARY', WaitIntervalInSeconds: 300 } },
    alarmNames: ['abort', 'business'],
  },
  rollback: [{ id: 'ServerErrors' }],
  scaling: { champion: { minCapacity: 2 } },
  variants: { champion: { variantName: 'champion', instanceType: 'ml.m5.large' } },
} as unknown as ReleaseSettings;

test('what is new is baked, watched by the alarms of its fleet and of the template', () => {
  const { parameters } = updateCall(release(3), release(2), SETTINGS, SETTINGS);
  expect(parameters['DeploymentConfig']).toEqual({
    BlueGreenUpdatePolicy: SETTINGS.deployment.BlueGreenUpdatePolicy,
    AutoRollbackConfiguration: {
      Alarms: ['flights-3-champion-ServerErrors', 'abort', 'business'].map((AlarmName) => ({ AlarmName })),
    },
  });
});

test('what comes back is neither baked nor held up by an alarm that the bad version has set off', () => {
  const { parameters } = updateCall(release(3, { restores: 1 }), release(2), SETTINGS, SETTINGS);
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

describe('a release from before the endpoint scaled', () => {
  const before = { ...SETTINGS, scaling: {} };

  test('comes back with as many instances as scaling has come to since', () => {
    const { parameters } = updateCall(release(3, { restores: 1 }), release(2), before, SETTINGS);
    expect(parameters).toMatchObject({ RetainAllVariantProperties: true });
    expect(restoreCall(release(1), before, SETTINGS).parameters).toMatchObject({ RetainAllVariantProperties: true });
  });

  test('comes back as it was where it is on other instances', () => {
    const variants = { champion: { variantName: 'champion', instanceType: 'ml.m5.xlarge' } };
    const other = { ...SETTINGS, variants } as unknown as ReleaseSettings;
    const { parameters } = updateCall(release(3, { restores: 1 }), release(2), before, other);
    expect(parameters).not.toHaveProperty('RetainAllVariantProperties');
  });
});

describe('the way back after a change that came to nothing', () => {
  test('keeps as many instances as scaling had come to: a failed release must not take the capacity away', () => {
    const { parameters } = restoreCall(release(2), SETTINGS, SETTINGS);
    expect(parameters).toMatchObject({ EndpointConfigName: 'flights-2', RetainAllVariantProperties: true });
    expect(parameters).not.toHaveProperty('DeploymentConfig');
  });

  test.each([
    ['does not scale', { ...SETTINGS, scaling: {} }],
    ['was made by somebody else', undefined],
  ])('takes the counts of the configuration where the endpoint %s', (_title, settings) => {
    expect(restoreCall(release(2), settings, settings).parameters).toEqual({
      EndpointName: 'flights',
      EndpointConfigName: 'flights-2',
    });
  });
});
