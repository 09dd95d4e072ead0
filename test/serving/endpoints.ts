import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AlertChannel, AlertTopic, ArtifactStore, EncryptionKeys } from '../../lib/foundation';
import { FeatureKind, FeatureSchema, ModelVersion, type ModelVersionProps } from '../../lib/registry';
import { ModelEndpoint, type ModelEndpointProps } from '../../lib/serving';

/** What the tests of endpoints stand on: a stack with a store, and a model version. */

export const REGION = 'eu-central-1';
export const ACCOUNT = '123456789012';
export const IMAGE = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/flight-delay@sha256:${'b'.repeat(64)}`;

export const featureSchema = FeatureSchema.of({
  features: [{ name: 'distance', kind: FeatureKind.NUMBER, position: 0 }],
  outputs: [{ name: 'late', kind: FeatureKind.BOOLEAN, position: 0, primary: true }],
});

export function modelVersion(changes: Partial<ModelVersionProps> = {}): ModelVersion {
  return ModelVersion.of({
    name: 'flight-delay',
    version: '1.0.0',
    image: IMAGE,
    artifactUri: 's3://training-output/model.tar.gz',
    artifactSha256: 'a'.repeat(64),
    featureSchema,
    ...changes,
  });
}

export interface Scene {
  readonly stack: Stack;
  readonly store: ArtifactStore;
}

export function scene(): Scene {
  const stack = new Stack(new App(), 'Serving', { env: { account: ACCOUNT, region: REGION } });
  const keys = new EncryptionKeys(stack, 'Keys');
  const alerts = new AlertTopic(stack, 'Alerts', { keys, channels: [AlertChannel.email('on-call@example.com')] });
  return { stack, store: new ArtifactStore(stack, 'Store', { keys, alerts }) };
}

export type EndpointChanges = Partial<ModelEndpointProps>;

/** An endpoint with the least that is required, and what a test changes of it. */
export function endpoint({ stack, store }: Scene, changes: EndpointChanges = {}, id = 'Endpoint'): ModelEndpoint {
  return new ModelEndpoint(stack, id, { store, productionVariants: [{ model: modelVersion() }], ...changes });
}

/** The template of a stack, without CDK's built-in validation, which costs seconds. */
export function templateOf(stack: Stack): Template {
  return Template.fromStack(stack);
}

/** Properties of the only resource of a type. */
// biome-ignore lint/suspicious/noExplicitAny: properties of any resource
export function only(template: Template, type: string): any {
  const found = Object.values(template.findResources(type));
  if (found.length !== 1) throw new Error(`expected one ${type}, found ${found.length}`);
  return found[0]?.['Properties'];
}

/** The message that a call throws; fails when it throws none. */
export function refusalOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('expected the call to be refused, but it was not');
}

process.env['CDK_VALIDATION'] = 'false';
// A synthesis takes a moment, and many on a busy machine.
jest.setTimeout(60_000);
