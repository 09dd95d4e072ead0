import { Duration } from 'aws-cdk-lib';
import { endpoint, modelVersion, only, scene, templateOf } from './endpoints';

const TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget';
const POLICY = 'AWS::ApplicationAutoScaling::ScalingPolicy';
const scaling = { maxInstances: 6, targetInvocationsPerInstance: 750 };

describe('a variant that scales', () => {
  test('does so between bounds, by the requests of each instance', () => {
    const here = scene();
    endpoint(here, { endpointName: 'Flights', productionVariants: [{ model: modelVersion(), scaling }] });
    const template = templateOf(here.stack);
    expect(only(template, TARGET)).toEqual({
      ServiceNamespace: 'sagemaker',
      ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
      ResourceId: 'endpoint/Flights/variant/champion',
      MinCapacity: 2,
      MaxCapacity: 6,
    });
    expect(only(template, POLICY).TargetTrackingScalingPolicyConfiguration).toEqual({
      TargetValue: 750,
      PredefinedMetricSpecification: { PredefinedMetricType: 'SageMakerVariantInvocationsPerInstance' },
      ScaleInCooldown: 300,
      ScaleOutCooldown: 300,
    });
  });

  test('is registered only once the endpoint serves', () => {
    const here = scene();
    endpoint(here, { productionVariants: [{ model: modelVersion(), scaling }] });
    for (const type of [TARGET, POLICY]) {
      const [resource] = Object.values(templateOf(here.stack).findResources(type));
      expect(resource?.['DependsOn']).toContain('EndpointEEF1FD8F');
    }
  });

  test('keeps cooldowns of 0', () => {
    const here = scene();
    const none = Duration.seconds(0);
    const own = { ...scaling, minInstances: 1, scaleInCooldown: none, scaleOutCooldown: none };
    endpoint(here, { productionVariants: [{ model: modelVersion(), scaling: own }] });
    const template = templateOf(here.stack);
    expect(only(template, POLICY).TargetTrackingScalingPolicyConfiguration).toMatchObject({
      ScaleInCooldown: 0,
      ScaleOutCooldown: 0,
    });
    expect(only(template, TARGET).MinCapacity).toBe(1);
  });

  test('scales beside others, each by itself', () => {
    const here = scene();
    const created = endpoint(here, {
      productionVariants: [
        { model: modelVersion(), variantName: 'blue', scaling },
        { model: modelVersion(), variantName: 'green' },
        { model: modelVersion(), variantName: 'red', scaling },
      ],
    });
    templateOf(here.stack).resourceCountIs(TARGET, 2);
    expect(created.scalableTargets).toHaveLength(2);
  });

  test('is none unless asked for', () => {
    const here = scene();
    endpoint(here, { shadowVariant: { model: modelVersion() } });
    templateOf(here.stack).resourceCountIs(TARGET, 0);
  });
});
