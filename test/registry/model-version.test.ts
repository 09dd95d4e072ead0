import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { FeatureKind, FeatureSchema, ModelVersion, type ModelVersionProps } from '../../lib/registry';
import { DIGEST, IMAGE, manifestDocument, messageOf, written, writtenWithArtifact } from './documents';

const featureSchema = FeatureSchema.of({
  features: [{ name: 'distance', kind: FeatureKind.NUMBER, position: 0 }],
  outputs: [{ name: 'late', kind: FeatureKind.BOOLEAN, position: 0, primary: true }],
});

const props: ModelVersionProps = {
  name: 'flight-delay',
  version: '1.0.0',
  image: IMAGE,
  artifactUri: 's3://models/model.tar.gz',
  artifactSha256: DIGEST,
  featureSchema,
};

describe('ModelVersion.of', () => {
  test('keeps what it was given', () => {
    const version = ModelVersion.of({ ...props, importances: { distance: 0 }, provenance: { seed: 0 } });
    expect(version.importances).toEqual({ distance: 0 });
    expect(version.provenance?.seed).toBe(0);
    expect(version.artifactUri).toBe('s3://models/model.tar.gz');
    expect(version.featureSchema.toJson()).toBe(featureSchema.toJson());
  });

  test('names properties as the caller wrote them', () => {
    const message = messageOf(() => ModelVersion.of({ ...props, artifactSha256: 'x', artifactFile: 'y.tar.gz' }));
    expect(message).toContain('artifactSha256 is "x"');
    expect(message).toContain('exactly one of artifactUri and artifactFile');
  });

  test('refuses a tag and says where to find the digest', () => {
    const image = '123456789012.dkr.ecr.eu-central-1.amazonaws.com/flight-delay:latest';
    expect(messageOf(() => ModelVersion.of({ ...props, image }))).toMatch(/image is .*sha256.*docker push/);
  });

  test('refuses a misspelt property instead of losing it', () => {
    expect(messageOf(() => ModelVersion.of({ ...props, importance: {} } as never))).toContain('importance');
  });

  test('refuses a schema that is no FeatureSchema', () => {
    expect(messageOf(() => ModelVersion.of({ ...props, featureSchema: {} } as never))).toContain('FeatureSchema.of');
  });

  test.each([undefined, null, 'text', []])('refuses %p with a message instead of a type error', (value) => {
    expect(messageOf(() => ModelVersion.of(value as never))).toContain('an object');
  });

  test('describes a construct that was passed by mistake instead of failing on its cycles', () => {
    const image = new CfnParameter(new Stack(new App()), 'Image');
    expect(messageOf(() => ModelVersion.of({ ...props, image } as never))).toContain('image is');
  });

  test('accepts a token for every text and number', () => {
    const stack = new Stack(new App());
    const text = new CfnParameter(stack, 'Text').valueAsString;
    const number = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
    const version = ModelVersion.of({
      name: text,
      version: text,
      image: `${text}@sha256:${DIGEST}`,
      artifactUri: `s3://${text}/model.tar.gz`,
      artifactSha256: text,
      artifactSizeBytes: number,
      featureSchema,
      provenance: { codeCommit: text, seed: number, hyperparameters: { depth: number, kind: text }, trainedAt: text },
      metrics: [
        { name: text, value: number, lower: 0, upper: number, confidence: number, dataset: text, rows: number },
      ],
      importances: { distance: number },
    });
    expect(stack.resolve(version.artifactUri)).toEqual({
      'Fn::Join': ['', ['s3://', { Ref: 'Text' }, '/model.tar.gz']],
    });
  });
});

describe('ModelVersion.fromManifest', () => {
  test('reads everything that the training run wrote', () => {
    const version = ModelVersion.fromManifest(written(manifestDocument()));
    expect(JSON.parse(version.toJson())).toEqual(manifestDocument());
  });

  test('leaves a local path out of what other machines read', () => {
    const version = ModelVersion.fromManifest(writtenWithArtifact());
    expect(JSON.parse(version.toJson()).artifact).toEqual({
      sha256: version.artifactSha256,
      sizeBytes: version.artifactSizeBytes,
    });
  });

  test('takes image and artifact from this environment where they differ', () => {
    const image = IMAGE.replace('123456789012', '210987654321');
    const manifest = writtenWithArtifact((document) => (document.artifact.file = 'only-on-the-laptop.tar.gz'));
    const version = ModelVersion.fromManifest(manifest, { image, artifactUri: 's3://here/model.tar.gz' });
    expect([version.image, version.artifactUri, version.artifactFile]).toEqual([
      image,
      's3://here/model.tar.gz',
      undefined,
    ]);
  });

  test('checks overrides like the manifest itself', () => {
    const manifest = written(manifestDocument());
    const message = messageOf(() => ModelVersion.fromManifest(manifest, { image: 'model:latest', tag: 'x' } as never));
    expect(message).toContain('overrides.image');
    expect(message).toContain('overrides.tag');
  });

  test('shows all problems of all parts at once', () => {
    const document = manifestDocument();
    document.image = 'model:latest';
    document.artifact.sha256 = 'x';
    document.featureSchema.features[0].kind = 'float';
    document.metrics[0].rows = -1;
    document.colour = 'red';
    const message = messageOf(() => ModelVersion.fromManifest(written(document)));
    expect(message).toContain('5 problems');
    for (const path of ['image', 'artifact.sha256', 'featureSchema.features[0].kind', 'metrics[0].rows', 'colour']) {
      expect(message).toContain(`  - ${path} is`);
    }
  });
});
