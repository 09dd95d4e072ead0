import { Duration, type Stack } from 'aws-cdk-lib';
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

/** The stack of an endpoint that predicts flight delays, and of all that it stands on. */
export function flights(
  endpointName: string,
  { manifest }: TinyModel,
  { beside, existing, ...changes }: FlightsProps = {},
): (stack: Stack) => void {
  return (stack) => {
    const given = existing?.(stack);
    const keys = given?.store.keys ?? new EncryptionKeys(stack, 'Keys');
    const alerts = new AlertTopic(stack, 'Alerts', { keys, channels: [AlertChannel.email('a@example.com')] });
    const endpoint = new ReleasedEndpoint(stack, 'Endpoint', {
      store: new ArtifactStore(stack, 'Store', { ...given?.store, keys, alerts }),
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
