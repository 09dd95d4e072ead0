import { Duration, type Stack } from 'aws-cdk-lib';
import { AlertChannel, AlertTopic, ArtifactStore, EncryptionKeys } from '../../lib/foundation';
import { ModelVersion } from '../../lib/registry';
import { Approval, GoldenRequest, ReleasedEndpoint, type ReleasedEndpointProps } from '../../lib/release';
import { DeploymentPolicy } from '../../lib/serving';
import { killAt } from './support/killing';
import { ReleasedStack } from './support/released-stack';

const ENDPOINT = 'flights';

describe('a released endpoint outlives', () => {
  let released: ReleasedStack;
  let promotions = 0;

  beforeAll(async () => {
    released = await ReleasedStack.start(ENDPOINT);
    const { manifest } = await released.version('1.0.0');
    await released.deploy(defining(manifest));
  }, 240_000);

  afterAll(() => released?.stop());

  /** A promotion of a version that there was not before. */
  const nextPromotion = () => released.promotionOf(`2.0.${promotions++}`);

  describe('the death of the machine', () => {
    // All of the steps: `npm run soak release`.
    test.each(['Acquire', 'Prepare', 'Update', 'Record', 'Unlock'] as const)(
      'at %s, by itself',
      async (step) => {
        const before = await released.head();
        const execution = await released.begin('release', await nextPromotion());
        await killAt(released, execution, step);
        const head = await released.settled();
        expect(head.live).toBeDefined();
        expect((await released.outcomes()).get(head.live as number)).toBe('LIVE');
        const answering = await released.answering();
        const { releases } = { releases: await (await released.ledger()).releases() };
        const live = releases.get(head.live as number)?.release;
        expect(live?.variants.map(({ model }) => model.version)).toEqual([answering]);
        expect(await released.orphans()).toEqual([]);
        expect(before?.live).toBeDefined();
      },
      60_000,
    );
  });
});

function defining(manifest: string, changes: Partial<ReleasedEndpointProps> = {}): (stack: Stack) => void {
  return (stack) => {
    const keys = new EncryptionKeys(stack, 'Keys');
    const alerts = new AlertTopic(stack, 'Alerts', { keys, channels: [AlertChannel.email('a@example.com')] });
    new ReleasedEndpoint(stack, 'Endpoint', {
      store: new ArtifactStore(stack, 'Store', { keys, alerts }),
      endpointName: ENDPOINT,
      model: ModelVersion.fromManifest(manifest),
      scaling: { maxInstances: 4, targetInvocationsPerInstance: 100 },
      goldenRequests: [GoldenRequest.csv('two columns', '120,3')],
      deploymentPolicy: DeploymentPolicy.allAtOnce({
        waitInterval: Duration.seconds(0),
        terminationWait: Duration.seconds(0),
      }),
      approval: Approval.notRequired(),
      ...changes,
    });
  };
}
