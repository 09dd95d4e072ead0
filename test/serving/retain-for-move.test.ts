import { endpoint, modelVersion, scene, templateOf } from './endpoints';

type Resources = Record<string, { Type: string; DeletionPolicy?: string; UpdateReplacePolicy?: string }>;

test('all that serves stays when the construct goes, and its alarms do not', () => {
  const here = scene();
  const scaling = { maxInstances: 4, targetInvocationsPerInstance: 100 };
  endpoint(here, { productionVariants: [{ model: modelVersion(), scaling }] }).retainForMove();
  const resources = templateOf(here.stack).toJSON().Resources as Resources;
  const own = Object.entries(resources).filter(([id]) => id.startsWith('Endpoint'));
  const kept = own.filter(([, { DeletionPolicy, UpdateReplacePolicy }]) =>
    [DeletionPolicy, UpdateReplacePolicy].every((policy) => policy === 'Retain'),
  );
  expect(new Set(kept.map(([, { Type }]) => Type))).toEqual(
    new Set([
      ...['AWS::SageMaker::Endpoint', 'AWS::SageMaker::EndpointConfig', 'AWS::SageMaker::Model'],
      ...['AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::Logs::LogGroup', 'Custom::VerifiedArtifact'],
      ...['AWS::ApplicationAutoScaling::ScalableTarget', 'AWS::ApplicationAutoScaling::ScalingPolicy'],
    ]),
  );
  const gone = own.filter((entry) => !kept.includes(entry)).map(([, { Type }]) => Type);
  expect(new Set(gone)).toEqual(new Set(['AWS::CloudWatch::Alarm']));
});
