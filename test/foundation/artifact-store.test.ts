import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ArtifactStore, type ArtifactStoreProps } from '../../lib/foundation';
import {
  ACCOUNT,
  actionsOf,
  bucketStatements,
  compliantTemplate,
  flat,
  identityStatements,
  REGION,
  testApp,
  testStack,
} from '../core/support';

function synthesised(props: ArtifactStoreProps = {}): Template {
  const stack = testStack();
  new ArtifactStore(stack, 'Store', props);
  return compliantTemplate(stack);
}

const lambdaRole = (stack: Stack, id = 'Reader') =>
  new iam.Role(stack, id, {
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
    }),
  });

const readerTag = (store: ArtifactStore) => `cdk-production-ml:artifact-reader-${store.node.addr.slice(-8)}`;

describe('the buckets', () => {
  test('are three, and one for their access logs', () => {
    const template = synthesised();
    template.resourceCountIs('AWS::S3::Bucket', 4);
    template.allResourcesProperties('AWS::S3::Bucket', { BucketName: Match.absent() });
  });

  test('have a key each', () => {
    const keys = Object.values(synthesised().findResources('AWS::S3::Bucket'))
      .map((bucket) => bucket['Properties'].BucketEncryption.ServerSideEncryptionConfiguration[0])
      .map((rule) => rule.ServerSideEncryptionByDefault.KMSMasterKeyID)
      .filter((key) => key !== undefined)
      .map(flat);
    expect(new Set(keys).size).toBe(3);
  });

  test('forget captures after 30 days, and what was made of them after 400', () => {
    synthesised().hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: Match.arrayWith([
          Match.objectLike({ Prefix: 'capture/', ExpirationInDays: 30 }),
          Match.objectLike({ Prefix: 'sketches/', ExpirationInDays: 400 }),
          Match.objectLike({ Prefix: 'predictions/', ExpirationInDays: 400 }),
          Match.objectLike({ Prefix: 'labels/', ExpirationInDays: 400 }),
          Match.objectLike({ Prefix: 'reports/', ExpirationInDays: 400 }),
        ]),
      },
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    });
  });

  test('lock evidence so that nobody can shorten it', () => {
    synthesised({ evidenceRetention: Duration.days(2557) }).hasResourceProperties('AWS::S3::Bucket', {
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 2557 } } },
    });
  });

  test('lock evidence so that a permission can bypass it only in a stack to throw away', () => {
    const stack = testStack();
    new ArtifactStore(stack, 'Store', { removalPolicy: RemovalPolicy.DESTROY });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::S3::Bucket', {
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 365 } } },
    });
    template.allResources('AWS::S3::Bucket', { DeletionPolicy: 'Delete' });
    template.allResources('AWS::KMS::Key', { DeletionPolicy: 'Delete' });
  });

  test('survive their stack, with the policies that protect them', () => {
    const template = synthesised();
    for (const type of ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'AWS::KMS::Key']) {
      template.allResources(type, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
  });

  test('have names that another stack can compute where a prefix is given', () => {
    const names = Object.values(synthesised({ namePrefix: 'acme' }).findResources('AWS::S3::Bucket')).map(
      (bucket) => bucket['Properties'].BucketName,
    );
    expect(names.sort()).toEqual([
      'acme-access-logs-111111111111-eu-west-1',
      'acme-artifacts-111111111111-eu-west-1',
      'acme-evidence-111111111111-eu-west-1',
      'acme-inference-data-111111111111-eu-west-1',
    ]);
  });

  test('can all exist already', () => {
    const stack = testStack();
    const bucket = (id: string) =>
      s3.Bucket.fromBucketAttributes(stack, id, {
        bucketName: `${id.toLowerCase()}-bucket`,
        encryptionKey: kms.Key.fromKeyArn(stack, `${id}Key`, `arn:aws:kms:${REGION}:${ACCOUNT}:key/${id}`),
      });
    const store = new ArtifactStore(stack, 'Store', {
      artifactBucket: bucket('Artifacts'),
      inferenceDataBucket: bucket('Inference'),
      evidenceBucket: bucket('Evidence'),
    });
    store.grantReadArtifacts(lambdaRole(stack));
    const template = compliantTemplate(stack);
    template.resourceCountIs('AWS::S3::Bucket', 0);
    template.resourceCountIs('AWS::S3::BucketPolicy', 0);
    expect(identityStatements(template).map(({ Resource }) => flat(Resource))).toEqual([
      'arn:<AWS::Partition>:s3:::artifacts-bucket/models/*',
      'arn:aws:kms:eu-west-1:111111111111:key/Artifacts',
    ]);
  });
});

describe('grants', () => {
  test.each([
    ['grantReadInferenceData', ['s3:GetObject', 's3:GetObjectVersion'], ['kms:Decrypt'], 'InferenceData'],
    [
      'grantWriteInferenceData',
      ['s3:PutObject', 's3:AbortMultipartUpload'],
      ['kms:Decrypt', 'kms:GenerateDataKey'],
      'InferenceData',
    ],
    ['grantReadEvidence', ['s3:GetObject', 's3:GetObjectVersion'], ['kms:Decrypt'], 'Evidence'],
    [
      'grantWriteEvidence',
      ['s3:PutObject', 's3:AbortMultipartUpload'],
      ['kms:Decrypt', 'kms:GenerateDataKey'],
      'Evidence',
    ],
    ['grantReadArtifacts', ['s3:GetObject', 's3:GetObjectVersion'], ['kms:Decrypt'], 'Artifacts'],
    [
      'grantWriteArtifacts',
      ['s3:PutObject', 's3:AbortMultipartUpload'],
      ['kms:Decrypt', 'kms:GenerateDataKey'],
      'Artifacts',
    ],
  ] as const)(
    '%s gives exact actions on the prefix, and the key through S3 only',
    (method, onObjects, onKey, purpose) => {
      const stack = testStack();
      const store = new ArtifactStore(stack, 'Store');
      store[method](lambdaRole(stack), 'some/prefix/');
      const statements = identityStatements(compliantTemplate(stack));
      expect(statements.map(actionsOf)).toEqual([onObjects, onKey]);
      expect(flat(statements[0]?.Resource)).toMatch(new RegExp(`^<Store${purpose}[0-9A-F]{8}>/some/prefix/\\*$`));
      expect(flat(statements[1]?.Resource)).toMatch(new RegExp(`^<StoreKeys${purpose}`));
      expect(flat(statements[1]?.Condition?.['StringEquals']?.['kms:ViaService'])).toBe(
        's3.eu-west-1.<AWS::URLSuffix>',
      );
    },
  );

  test.each(['', '/', 'models', '/models/', 'mo*dels/', 'models/?/'])('refuse the prefix %j', (prefix) => {
    const stack = testStack();
    const store = new ArtifactStore(stack, 'Store');
    expect(() => store.grantReadEvidence(lambdaRole(stack), prefix)).toThrow(/prefix is .*ends with a slash/);
  });

  test('can be waited for', () => {
    const stack = testStack();
    const store = new ArtifactStore(stack, 'Store');
    const grant = store.grantWriteInferenceData(lambdaRole(stack), 'capture/abc/');
    expect(grant.success).toBe(true);
    grant.applyBefore(new iam.Role(stack, 'Later', { assumedBy: new iam.AccountRootPrincipal() }));
    Template.fromStack(stack).hasResource('AWS::IAM::Role', {
      DependsOn: [Match.stringLikeRegexp('ReaderDefaultPolicy')],
    });
  });
});

describe('artifacts', () => {
  const TAG = expect.stringMatching(/^Data-Store-/);
  const denials = (template: Template) =>
    bucketStatements(template, 'StoreArtifacts').filter(({ Sid }) => Sid?.endsWith('ByOtherRoles'));

  test('are denied to every role while none was granted anything; the account can still manage the bucket', () => {
    expect(denials(synthesised()).map(({ Action, Condition }) => ({ Action, Condition }))).toEqual([
      {
        Action: ['s3:GetObject', 's3:GetObjectVersion'],
        Condition: { ArnNotEquals: { 'aws:PrincipalArn': [rootArn] } },
      },
      { Action: 's3:PutObject', Condition: { ArnNotEquals: { 'aws:PrincipalArn': [rootArn] } } },
    ]);
  });

  test('are open to the roles that were granted them, each to read or to write, named once', () => {
    const stack = testStack();
    const store = new ArtifactStore(stack, 'Store');
    const reader = lambdaRole(stack, 'Reader');
    store.grantReadArtifacts(reader);
    store.grantReadArtifacts(reader, 'baselines/');
    store.grantWriteArtifacts(iam.Role.fromRoleArn(stack, 'Ci', `arn:aws:iam::${ACCOUNT}:role/ci`));
    const [reads, writes] = denials(compliantTemplate(stack));
    const admitted = (statement?: typeof reads) => statement?.Condition?.['ArnNotEquals']?.['aws:PrincipalArn'];
    expect(admitted(reads)).toEqual([rootArn, { 'Fn::GetAtt': [expect.stringMatching(/^Reader/), 'Arn'] }]);
    expect(admitted(writes)).toEqual([rootArn, `arn:aws:iam::${ACCOUNT}:role/ci`]);
  });

  test('are open to a role of another stack by its tag, without a cycle between the stacks', () => {
    const app = testApp();
    const data = testStack(app, 'Data');
    const serving = testStack(app, 'Serving');
    const store = new ArtifactStore(data, 'Store');
    const role = lambdaRole(serving);
    store.grantReadArtifacts(role);
    store.grantReadArtifacts(lambdaRole(data, 'Local'));

    const [reads, writes] = denials(Template.fromStack(data));
    expect(reads?.Condition).toEqual({
      ArnNotEquals: { 'aws:PrincipalArn': [rootArn, { 'Fn::GetAtt': [expect.stringMatching(/^Local/), 'Arn'] }] },
      StringNotEquals: { [`aws:PrincipalTag/${readerTag(store)}`]: TAG },
    });
    expect(writes?.Condition).not.toHaveProperty('StringNotEquals');
    Template.fromStack(serving).hasResourceProperties('AWS::IAM::Role', {
      Tags: Match.arrayWith([{ Key: readerTag(store), Value: Match.stringLikeRegexp('^Data-Store-') }]),
    });
    expect(serving.dependencies).toContain(data);
    expect(data.dependencies).toHaveLength(0);
  });

  test('of two stores are open to one role of another stack', () => {
    const app = testApp();
    const data = testStack(app, 'Data');
    const serving = testStack(app, 'Serving');
    const stores = [new ArtifactStore(data, 'One'), new ArtifactStore(data, 'Two')];
    const role = lambdaRole(serving);
    for (const store of stores) store.grantReadArtifacts(role);
    const [reader] = Object.values(Template.fromStack(serving).findResources('AWS::IAM::Role'));
    const keys = reader?.['Properties'].Tags.map(({ Key }: { Key: string }) => Key);
    expect(new Set(keys)).toEqual(new Set(stores.map(readerTag)));
  });

  test('are open to a role of another stack that is passed without the right to change it', () => {
    const app = testApp();
    const store = new ArtifactStore(testStack(app, 'Data'), 'Store');
    const serving = testStack(app, 'Serving');
    const role = lambdaRole(serving);
    store.grantReadArtifacts(role.withoutPolicyUpdates());
    Template.fromStack(serving).hasResourceProperties('AWS::IAM::Role', {
      Tags: [{ Key: readerTag(store), Value: Match.stringLikeRegexp('^Data-Store-') }],
    });
  });

  const rootArn = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${ACCOUNT}:root`]] };
});

test('two stores in one stack, and a store in a stack without an environment, are possible', () => {
  const stack = new Stack(testApp(), 'Agnostic');
  new ArtifactStore(stack, 'One');
  new ArtifactStore(stack, 'Two');
  compliantTemplate(stack).resourceCountIs('AWS::S3::Bucket', 8);
});

test('all wrong properties are reported at once', () => {
  const attempt = () =>
    synthesised({
      namePrefix: 'Not Allowed',
      captureExpiration: Duration.hours(12),
      reportExpiration: Duration.days(0),
      evidenceRetention: Duration.days(36_501),
    });
  expect(attempt).toThrow(/Test\/Store: 4 problems/);
  expect(attempt).toThrow(/captureExpiration \(days\) is 0.5; expected an integer from 1 to 36500/);
  expect(attempt).toThrow(/evidenceRetention \(days\) is 36501/);
});
