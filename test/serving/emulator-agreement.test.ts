import type { CreateEndpointConfigInput, DeploymentConfig } from '@aws-sdk/client-sagemaker';
import { type CfnResource, Duration } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { DeploymentPolicy, type ModelEndpoint, type ProductionVariantProps } from '../../lib/serving';
import { checkDeploymentConfig, checkGuardrails } from '../local-aws/hosting/control-plane/deployment-rules';
import { checkCombinations } from '../local-aws/hosting/control-plane/endpoint-config-rules';
import { type EndpointChanges, endpoint, modelVersion, scene } from './endpoints';

/**
 * The refusals of the construct and those of the hosting emulator were written apart, both from the documentation of
 * AWS. What passes synth must be accepted by the other.
 */

const model = modelVersion();
const size = fc.oneof(
  fc.record({ percent: fc.integer({ min: -5, max: 105 }) }),
  fc.record({ instances: fc.integer({ min: -1, max: 12 }) }),
  fc.constant({}),
);
const waits = fc.record(
  {
    waitInterval: fc.integer({ min: 0, max: 4000 }).map(Duration.seconds),
    maximumExecutionTimeout: fc.integer({ min: 500, max: 30_000 }).map(Duration.seconds),
  },
  { requiredKeys: [] },
);
const options = fc.tuple(size, waits).map(([batch, wait]) => ({ ...batch, ...wait }));
const policy = fc.oneof(
  waits.map(DeploymentPolicy.allAtOnce),
  options.map(DeploymentPolicy.canary),
  options.map(DeploymentPolicy.linear),
  options.map(DeploymentPolicy.rolling),
);
const variant = (name: string) =>
  fc.record({
    model: fc.constant(model),
    variantName: fc.constantFrom(name, name, name, 'same'),
    instanceType: fc.constantFrom('ml.m5.large', 'ml.g5.xlarge', 'ml.trn1.2xlarge', 'ml.c6gd.large', 'ml.inf1.xlarge'),
    initialInstanceCount: fc.integer({ min: 1, max: 12 }),
    initialWeight: fc.constantFrom(1, 1, 0.5, 0),
  }) satisfies fc.Arbitrary<ProductionVariantProps>;
const changes: fc.Arbitrary<EndpointChanges> = fc.record(
  {
    productionVariants: fc.oneof(
      { weight: 4, arbitrary: fc.tuple(variant('a')) },
      { weight: 1, arbitrary: fc.tuple(variant('a'), variant('b')) },
    ),
    shadowVariant: variant('shadow'),
    deploymentPolicy: policy,
  },
  { requiredKeys: ['productionVariants'] },
);

const here = scene();
let counter = 0;

/** Properties of a resource as a template has them, without synthesising the whole stack each time. */
// biome-ignore lint/suspicious/noExplicitAny: properties of any resource
function propertiesOf(resource: CfnResource): any {
  const { Resources } = here.stack.resolve((resource as never as { _toCloudFormation(): object })._toCloudFormation());
  return here.stack.resolve(Object.values(Resources as object)[0]).Properties;
}

function accepted(given: EndpointChanges): boolean {
  let created: ModelEndpoint;
  try {
    created = endpoint(here, given, `Endpoint${counter++}`);
  } catch {
    return false;
  }
  const config = propertiesOf(created.endpointConfig) as CreateEndpointConfigInput;
  const deployment = propertiesOf(created.node.defaultChild as CfnResource).DeploymentConfig as DeploymentConfig;
  const production = config.ProductionVariants ?? [];
  expect(production.length).toBeGreaterThan(0);
  expect(deployment.AutoRollbackConfiguration?.Alarms?.length).toBeGreaterThan(1);
  const shape = {
    productionNames: production.map(({ VariantName }) => VariantName ?? ''),
    shadowNames: (config.ShadowProductionVariants ?? []).map(({ VariantName }) => VariantName ?? ''),
    instances: Math.min(...production.map(({ InitialInstanceCount }) => InitialInstanceCount ?? 0)),
    serverless: false,
  };
  const capture = { ...config.DataCaptureConfig, DestinationS3Uri: 's3://bucket/capture' };
  const findModel = () => ({ ModelName: 'm', PrimaryContainer: { Image: model.image } });
  checkCombinations({ ...config, DataCaptureConfig: capture } as CreateEndpointConfigInput, findModel);
  checkDeploymentConfig(deployment, shape);
  checkGuardrails(deployment, shape, shape);
  return true;
}

test('whatever passes synth, the hosting emulator takes', () => {
  let passed = 0;
  fc.assert(
    fc.property(changes, (given) => {
      if (accepted(given)) passed += 1;
    }),
    { numRuns: 400, seed: 7 },
  );
  expect(passed).toBeGreaterThan(60);
});
