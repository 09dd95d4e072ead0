import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { FeatureKind, FeatureSchema, ModelVersion } from '../../lib/registry';
import { expectCompliant } from '../compliance/expect-compliant';
import { ACCOUNT, endpoint, IMAGE, modelVersion, REGION, refusalOf, scene, templateOf } from './endpoints';

const folder = mkdtempSync(join(tmpdir(), 'serving-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('an endpoint', () => {
  test('may stand in another stack than its store, without a cycle between the two', () => {
    const { stack, store } = scene();
    const other = new Stack(stack.node.root as never, 'Other', { env: { account: ACCOUNT, region: REGION } });
    const created = endpoint({ stack: other, store }, { shadowVariant: { model: modelVersion({ version: '2' }) } });
    expect(() => templateOf(other)).not.toThrow();
    expect(other.dependencies).toEqual([stack]);
    expectCompliant(created);
  });

  test('may stand beside another endpoint with the same model and store', () => {
    const here = scene();
    endpoint(here, { endpointName: 'one' }, 'One');
    endpoint(here, { endpointName: 'two' }, 'Two');
    templateOf(here.stack).resourceCountIs('AWS::SageMaker::Endpoint', 2);
  });

  test('cannot have the name of another, in whatever case, in the same account and Region', () => {
    const here = scene();
    endpoint(here, { endpointName: 'fraud' }, 'One');
    const other = new Stack(here.stack.node.root as never, 'Other', { env: { account: ACCOUNT, region: REGION } });
    const message = refusalOf(() => endpoint({ stack: other, store: here.store }, { endpointName: 'Fraud' }));
    expect(message).toContain(
      'endpointName is "fraud"; expected a name of its own; Serving/One has the endpoint fraud',
    );
  });

  test('can have the name of another in another Region, or in a stack that may go there', () => {
    const here = scene();
    const app = here.stack.node.root as never;
    endpoint(here, { endpointName: 'fraud' });
    const agnostic = new Stack(app, 'Agnostic');
    expect(() => endpoint({ stack: agnostic, store: here.store }, { endpointName: 'fraud' })).not.toThrow();
    const again = () => endpoint({ stack: agnostic, store: here.store }, { endpointName: 'fraud' }, 'Again');
    expect(refusalOf(again)).toContain('Agnostic/Endpoint has the endpoint fraud');
  });

  test('uploads an artifact of this machine and serves its verified copy', () => {
    const here = scene();
    const artifactFile = join(folder, 'model.tar.gz');
    writeFileSync(artifactFile, 'not really a gzipped tar');
    const model = ModelVersion.of({
      name: 'local',
      version: '1',
      image: IMAGE,
      artifactFile,
      artifactSha256: createHash('sha256').update('not really a gzipped tar').digest('hex'),
      featureSchema: FeatureSchema.of({
        features: [{ name: 'x', kind: FeatureKind.NUMBER, position: 0 }],
        outputs: [{ name: 'y', kind: FeatureKind.NUMBER, position: 0, primary: true }],
      }),
    });
    endpoint(here, { productionVariants: [{ model }] });
    templateOf(here.stack).hasResourceProperties('Custom::VerifiedArtifact', { Sha256: model.artifactSha256 });
  });
});
