import { endpoint, modelVersion, scene, templateOf } from './endpoints';

/** A changed logical id replaces a resource: an endpoint would go down, a role or a log group would be made anew. */
test('the ids of what an endpoint leaves in an account stay as they were released', () => {
  const here = scene();
  endpoint(here, {
    productionVariants: [{ model: modelVersion(), scaling: { maxInstances: 4, targetInvocationsPerInstance: 100 } }],
    shadowVariant: { model: modelVersion({ version: '2.0.0' }) },
  });
  const resources = templateOf(here.stack).toJSON().Resources as Record<string, { Type: string }>;
  const own = Object.entries(resources).filter(([id]) => id.startsWith('Endpoint'));
  expect(Object.fromEntries(own.map(([id, { Type }]) => [id, Type]))).toMatchInlineSnapshot(`
{
  "EndpointArtifactdcef1ec369C12C4E": "Custom::VerifiedArtifact",
  "EndpointArtifacteb2dd5ccE45E2ACE": "Custom::VerifiedArtifact",
  "EndpointConfig24AD0A28": "AWS::SageMaker::EndpointConfig",
  "EndpointEEF1FD8F": "AWS::SageMaker::Endpoint",
  "EndpointExecutionRole626EC5D8": "AWS::IAM::Role",
  "EndpointExecutionRoleDefaultPolicy41ECB535": "AWS::IAM::Policy",
  "EndpointLogs88A66289": "AWS::Logs::LogGroup",
  "EndpointModelErrorschampion521C1C41": "AWS::CloudWatch::Alarm",
  "EndpointModelchampion7D1FA670": "AWS::SageMaker::Model",
  "EndpointModelshadowA63689A6": "AWS::SageMaker::Model",
  "EndpointRollbackPolicy666001F6": "AWS::IAM::Policy",
  "EndpointScalableTargetchampionE0CCE95F": "AWS::ApplicationAutoScaling::ScalableTarget",
  "EndpointScalingPolicychampion6301CD9B": "AWS::ApplicationAutoScaling::ScalingPolicy",
  "EndpointServerErrorschampion00C45077": "AWS::CloudWatch::Alarm",
}
`);
});

test('another version of the model changes no id but that of its artifact', () => {
  const idsOf = (version: string) => {
    const here = scene();
    endpoint(here, { productionVariants: [{ model: modelVersion({ version }) }] });
    return Object.keys(templateOf(here.stack).toJSON().Resources).filter((id) => !id.startsWith('EndpointArtifact'));
  };
  expect(idsOf('2.0.0')).toEqual(idsOf('1.0.0'));
});
