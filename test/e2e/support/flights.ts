import { Duration, type Stack } from 'aws-cdk-lib';
import { CfnEndpointConfig } from 'aws-cdk-lib/aws-sagemaker';
import {
  AlertChannel,
  AlertTopic,
  ArtifactStore,
  type ArtifactStoreProps,
  EncryptionKeys,
} from '../../../lib/foundation';
import { ModelVersion } from '../../../lib/registry';
import { GoldenRequest, type IReleaseLedger, ReleasedEndpoint, type ReleasedEndpointProps } from '../../../lib/release';
import { DeploymentPolicy } from '../../../lib/serving';
import type { TinyModel } from './tiny-model';

/** All traffic at once, and nothing is waited for. */
export const AT_ONCE = DeploymentPolicy.allAtOnce({
  waitInterval: Duration.seconds(0),
  terminationWait: Duration.seconds(0),
});

export interface FlightsProps extends Partial<Omit<ReleasedEndpointProps, 'model' | 'store'>> {
  /** Keys, buckets and ledger that exist. */
  readonly existing?: (stack: Stack) => { readonly store: ArtifactStoreProps; readonly ledger: IReleaseLedger };
  /** What else the stack has. */
  readonly beside?: (stack: Stack, endpoint: ReleasedEndpoint) => void;
}

/** What every endpoint stands on; keys and buckets may exist. */
export function storeOf(stack: Stack, existing?: ArtifactStoreProps): ArtifactStore {
  const keys = existing?.keys ?? new EncryptionKeys(stack, 'Keys');
  const alerts = new AlertTopic(stack, 'Alerts', { keys, channels: [AlertChannel.email('a@example.com')] });
  return new ArtifactStore(stack, 'Store', { ...existing, keys, alerts });
}

/** Something that no deployment can make, after it has made the endpoint. */
export function brokenAfter(stack: Stack, endpoint: ReleasedEndpoint): void {
  const shape = { instanceType: 'ml.m5.large', initialInstanceCount: 1, initialVariantWeight: 1 };
  new CfnEndpointConfig(stack, 'Broken', {
    productionVariants: [{ variantName: 'one', modelName: 'nobody-made-it', ...shape }],
  }).node.addDependency(endpoint);
}

/** The stack of an endpoint that predicts flight delays, and of all that it stands on. */
export function flights(
  endpointName: string,
  { manifest }: TinyModel,
  { beside, existing, ...changes }: FlightsProps = {},
): (stack: Stack) => void {
  return (stack) => {
    const given = existing?.(stack);
    const endpoint = new ReleasedEndpoint(stack, 'Endpoint', {
      store: storeOf(stack, given?.store),
      endpointName,
      ledger: given?.ledger,
      model: ModelVersion.fromManifest(manifest),
      scaling: { maxInstances: 4, targetInvocationsPerInstance: 100 },
      goldenRequests: [GoldenRequest.csv('two columns', '120,3')],
      deploymentPolicy: AT_ONCE,
      ...changes,
    });
    beside?.(stack, endpoint);
  };
}
