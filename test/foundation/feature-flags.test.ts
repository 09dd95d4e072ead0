import recommended from 'aws-cdk-lib/recommended-feature-flags.json';
import {
  AlertChannel,
  AlertTopic,
  ArtifactSource,
  ArtifactStore,
  AuditTrail,
  EncryptionKeys,
  VerifiedArtifact,
} from '../../lib/foundation';
import {
  actionsOf,
  bucketStatements,
  compliantTemplate,
  identityStatements,
  testApp,
  testStack,
} from '../core/support';

function synthesised(context: Record<string, unknown>) {
  const stack = testStack(testApp(context));
  const keys = new EncryptionKeys(stack, 'Keys');
  const alerts = new AlertTopic(stack, 'Alerts', { keys, channels: [AlertChannel.email('a@example.com')] });
  const store = new ArtifactStore(stack, 'Store', { keys, alerts });
  new AuditTrail(stack, 'Trail', { store });
  const source = ArtifactSource.s3Uri('s3://training-output/model.tar.gz');
  new VerifiedArtifact(stack, 'Artifact', { store, modelName: 'm', version: '1', sha256: 'ab'.repeat(32), source });
  return compliantTemplate(stack);
}

describe.each([
  ['none', {}],
  ['all that a new app has', recommended as Record<string, unknown>],
])('with feature flags: %s', (_, context) => {
  const template = synthesised(context);

  test('there is the same set of resources', () => {
    const counts = (types: { Type: string }[]) => types.map(({ Type }) => Type).sort();
    expect(counts(Object.values(template.toJSON().Resources))).toEqual(
      counts(Object.values(synthesised({}).toJSON().Resources)),
    );
  });

  test('no stateful resource has another logical id', () => {
    const ids = (one: typeof template) =>
      ['AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::Logs::LogGroup'].flatMap((type) =>
        Object.keys(one.findResources(type)),
      );
    expect(ids(template)).toEqual(ids(synthesised({})));
  });

  test('no policy has a wildcard action or names a managed policy', () => {
    expect(JSON.stringify(template.findResources('AWS::IAM::Role'))).not.toContain('ManagedPolicyArns');
    for (const statement of identityStatements(template)) {
      expect(actionsOf(statement)).not.toContainEqual(expect.stringContaining('*'));
    }
  });

  test('artifacts are still denied to other roles', () => {
    const denied = bucketStatements(template, 'StoreArtifacts')
      .filter(({ Sid }) => Sid?.endsWith('ByOtherRoles'))
      .flatMap(actionsOf);
    expect(denied).toEqual(['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject']);
  });
});
