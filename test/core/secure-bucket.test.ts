import { Duration, RemovalPolicy, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { accessLogBucket, type SecureBucketProps, secureBucket, secureKey } from '../../lib/core';
import { bucketStatements, compliantTemplate, testApp, testStack } from './support';

function synthesised(props: Partial<SecureBucketProps> = {}, context: Record<string, unknown> = {}): Template {
  const stack = testStack(testApp(context));
  const logs = accessLogBucket(stack, 'Logs', { expiration: Duration.days(400), removalPolicy: props.removalPolicy });
  secureBucket(stack, 'Data', {
    encryptionKey: secureKey(stack, 'Key', { description: 'test' }),
    accessLogBucket: logs,
    accessLogPrefix: 'data/',
    classification: 'confidential',
    noncurrentVersionExpiration: Duration.days(90),
    ...props,
  });
  return compliantTemplate(stack);
}

const bucketOf = (template: Template, id: string) =>
  Object.entries(template.findResources('AWS::S3::Bucket')).find(([logicalId]) => logicalId.startsWith(id))?.[1];

test('a bucket is private, versioned, owned, encrypted by its key with a bucket key, and logged', () => {
  synthesised().hasResourceProperties('AWS::S3::Bucket', {
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [
        {
          BucketKeyEnabled: true,
          ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: Match.anyValue() },
        },
      ],
    },
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    VersioningConfiguration: { Status: 'Enabled' },
    LoggingConfiguration: { DestinationBucketName: { Ref: Match.stringLikeRegexp('^Logs') }, LogFilePrefix: 'data/' },
    LifecycleConfiguration: {
      Rules: [
        Match.objectLike({
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
          NoncurrentVersionExpiration: { NoncurrentDays: 90 },
        }),
      ],
    },
  });
});

test('a bucket takes nothing without TLS 1.2 and nothing that chooses a weaker encryption', () => {
  const conditions = bucketStatements(synthesised(), 'Data')
    .filter(({ Effect }) => Effect === 'Deny')
    .map(({ Condition }) => Condition);
  expect(conditions).toEqual([
    { Bool: { 'aws:SecureTransport': 'false' } },
    { NumericLessThan: { 's3:TlsVersion': 1.2 } },
    {
      Null: { 's3:x-amz-server-side-encryption': 'false' },
      StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' },
    },
  ]);
});

test('a service that encrypts some objects in its own way is excepted by name', () => {
  const template = synthesised({ serviceWithOwnEncryption: 'cloudtrail.amazonaws.com' });
  const deny = bucketStatements(template, 'Data').find(({ Sid }) => Sid === 'DenyOtherEncryption');
  expect(deny?.Condition?.['StringNotEquals']).toEqual({
    's3:x-amz-server-side-encryption': 'aws:kms',
    'aws:PrincipalServiceName': 'cloudtrail.amazonaws.com',
  });
});

test('an access-log bucket is as S3 demands: SSE-S3, no lock, written to by the log service of this account', () => {
  const template = synthesised();
  expect(bucketOf(template, 'Logs')?.['Properties']).toMatchObject({
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
  });
  expect(bucketOf(template, 'Logs')?.['Properties']).not.toHaveProperty('ObjectLockEnabled');
  expect(bucketStatements(template, 'Logs')).toContainEqual(
    expect.objectContaining({
      Effect: 'Allow',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': '111111111111' } },
    }),
  );
});

test.each([{}, { '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy': true }])(
  'logging needs no ACL, whatever the feature flags: %j',
  (context) => {
    const template = synthesised({}, context);
    for (const bucket of Object.values(template.findResources('AWS::S3::Bucket'))) {
      expect(bucket['Properties']).not.toHaveProperty('AccessControl');
    }
  },
);

test('bucket and policy are retained, so that what outlives the stack keeps its protection', () => {
  const template = synthesised();
  for (const type of ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy']) {
    template.allResources(type, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  }
});

test('bucket and policy go with the stack where the user says so', () => {
  const stack = testStack();
  const logs = accessLogBucket(stack, 'Logs', {
    expiration: Duration.days(1),
    removalPolicy: RemovalPolicy.DESTROY,
  });
  expect(logs.policy?.node.defaultChild).toMatchObject({ cfnOptions: { deletionPolicy: 'Delete' } });
});

test('an object lock switches the lock on with a default retention', () => {
  synthesised({ objectLock: s3.ObjectLockRetention.compliance(Duration.days(7)) }).hasResourceProperties(
    'AWS::S3::Bucket',
    {
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 7 } } },
    },
  );
});

test('events go to the event bus without a custom resource', () => {
  const template = synthesised({ eventBridge: true });
  template.hasResourceProperties('AWS::S3::Bucket', {
    NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
  });
  template.resourceCountIs('AWS::Lambda::Function', 0);
});

describe('the classification of a bucket', () => {
  const tagsOf = (template: Template, id: string) => bucketOf(template, id)?.['Properties'].Tags;

  test('is tagged', () => {
    const template = synthesised();
    expect(tagsOf(template, 'Data')).toEqual([{ Key: 'data-classification', Value: 'confidential' }]);
    expect(tagsOf(template, 'Logs')).toEqual([{ Key: 'data-classification', Value: 'internal' }]);
  });

  test('yields to the one that the user gives', () => {
    const app = testApp();
    const stack = testStack(app);
    accessLogBucket(stack, 'Logs', { expiration: Duration.days(1) });
    Tags.of(app).add('data-classification', 'top-secret');
    const template = Template.fromStack(stack);
    expect(tagsOf(template, 'Logs')).toEqual([{ Key: 'data-classification', Value: 'top-secret' }]);
  });
});
