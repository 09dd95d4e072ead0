import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ArtifactStore, AuditTrail, type AuditTrailProps } from '../../lib/foundation';
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

function synthesised(props: Partial<AuditTrailProps> = {}): Template {
  const stack = testStack();
  new AuditTrail(stack, 'Trail', { store: new ArtifactStore(stack, 'Store'), trailName: 'audit', ...props });
  return compliantTemplate(stack);
}

const TRAIL_ARN = `arn:<AWS::Partition>:cloudtrail:${REGION}:${ACCOUNT}:trail/audit`;

test('the trail covers all Regions, proves its files unchanged, and is encrypted and searchable', () => {
  synthesised().hasResourceProperties('AWS::CloudTrail::Trail', {
    TrailName: 'audit',
    IsLogging: true,
    IsMultiRegionTrail: true,
    IncludeGlobalServiceEvents: true,
    EnableLogFileValidation: true,
    KMSKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^StoreKeysEvidence'), 'Arn'] },
    CloudWatchLogsLogGroupArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^TrailLogs'), 'Arn'] },
    CloudWatchLogsRoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^TrailRole'), 'Arn'] },
    EventSelectors: Match.absent(),
  });
});

test('the trail records management events, objects of the store, and invocations of endpoints', () => {
  const trail = Object.values(synthesised().findResources('AWS::CloudTrail::Trail'))[0];
  const selectors = trail?.['Properties'].AdvancedEventSelectors as { FieldSelectors: Record<string, unknown>[] }[];
  const fields = selectors.map(({ FieldSelectors }) => FieldSelectors);
  expect(fields[0]).toEqual([{ Field: 'eventCategory', Equals: ['Management'] }]);
  expect(fields[1]).toContainEqual({ Field: 'resources.type', Equals: ['AWS::S3::Object'] });
  const watched = (fields[1]?.[2]?.['StartsWith'] ?? []) as unknown[];
  // Not the trail's own bucket: each delivery would be an event to deliver.
  expect(watched.map(flat)).toEqual([
    expect.stringMatching(/^<StoreArtifacts[0-9A-F]{8}>\/$/),
    expect.stringMatching(/^<StoreInferenceData[0-9A-F]{8}>\/$/),
    expect.stringMatching(/^<StoreEvidence[0-9A-F]{8}>\/$/),
  ]);
  expect(fields[2]).toContainEqual({ Field: 'resources.type', Equals: ['AWS::SageMaker::Endpoint'] });
});

test('only CloudTrail writes to the bucket, only for this trail, and its SSE-S3 digests are let in', () => {
  const statements = bucketStatements(synthesised(), 'TrailBucket');
  const bySid = (sid: string) => statements.find(({ Sid }) => Sid === sid);
  expect(flat(bySid('AllowTrailToWrite')?.Condition?.['StringEquals']?.['aws:SourceArn'])).toBe(TRAIL_ARN);
  expect(flat(bySid('AllowTrailToWrite')?.Resource)).toMatch(new RegExp(`^<TrailBucket.*>/AWSLogs/${ACCOUNT}/\\*$`));
  expect(flat(bySid('AllowTrailToCheckBucket')?.Condition?.['StringEquals']?.['aws:SourceArn'])).toBe(TRAIL_ARN);
  expect(bySid('DenyWritesByPeople')?.Condition).toEqual({ Bool: { 'aws:PrincipalIsAWSService': 'false' } });
  expect(bySid('DenyOtherEncryption')?.Condition?.['StringNotEquals']).toEqual({
    's3:x-amz-server-side-encryption': 'aws:kms',
    'aws:PrincipalServiceName': 'cloudtrail.amazonaws.com',
  });
});

test('the key lets CloudTrail encrypt for this trail only', () => {
  const keys = Object.values(synthesised().findResources('AWS::KMS::Key'));
  const statements = keys.flatMap((key) => key['Properties'].KeyPolicy.Statement);
  const granted = statements.filter(({ Principal }) => Principal.Service === 'cloudtrail.amazonaws.com');
  expect(granted.map(({ Action }) => Action)).toEqual(['kms:GenerateDataKey', 'kms:DescribeKey']);
  for (const statement of granted) expect(flat(statement.Condition.StringEquals['aws:SourceArn'])).toBe(TRAIL_ARN);
});

test('two trails can share one key, whose policy names no statement twice', () => {
  const stack = testStack();
  const store = new ArtifactStore(stack, 'Store');
  new AuditTrail(stack, 'One', { store, trailName: 'one' });
  new AuditTrail(stack, 'Two', { store, trailName: 'two' });
  const keys = Object.values(Template.fromStack(stack).findResources('AWS::KMS::Key'));
  for (const key of keys) {
    const ids = key['Properties'].KeyPolicy.Statement.flatMap(({ Sid }: { Sid?: string }) => Sid ?? []);
    expect(new Set(ids).size).toBe(ids.length);
  }
});

test('a trail without a store is refused with what to pass', () => {
  expect(() => new AuditTrail(testStack(), 'Trail', {} as never)).toThrow(
    /store is missing; expected an ArtifactStore/,
  );
});

test('the role writes to the log group only, for this trail only', () => {
  const template = synthesised();
  const [statement, ...others] = identityStatements(template);
  expect(others).toHaveLength(0);
  expect(statement && actionsOf(statement)).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents']);
  expect(flat(statement?.Resource)).toMatch(/^<TrailLogs/);
  template.hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Statement: [
        Match.objectLike({
          Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT }, ArnLike: { 'aws:SourceArn': Match.anyValue() } },
        }),
      ],
    },
  });
});

test('CloudTrail finds all it tries out when the trail is made', () => {
  synthesised().hasResource('AWS::CloudTrail::Trail', {
    DependsOn: Match.arrayWith([
      Match.stringLikeRegexp('^TrailBucketPolicy'),
      Match.stringLikeRegexp('^TrailRoleDefaultPolicy'),
    ]),
  });
});

test('log files are locked for a year, in a way nobody can shorten', () => {
  const bucket = (template: Template) =>
    Object.entries(template.findResources('AWS::S3::Bucket')).find(([id]) => id.startsWith('TrailBucket'))?.[1];
  const lock = (template: Template) => bucket(template)?.['Properties'].ObjectLockConfiguration.Rule.DefaultRetention;
  expect(lock(synthesised())).toEqual({ Mode: 'COMPLIANCE', Days: 365 });
  expect(lock(synthesised({ retention: Duration.days(2557) }))).toEqual({ Mode: 'COMPLIANCE', Days: 2557 });
});

test('a store to throw away has a trail to throw away', () => {
  const stack = testStack();
  const store = new ArtifactStore(stack, 'Store', { removalPolicy: RemovalPolicy.DESTROY });
  new AuditTrail(stack, 'Trail', { store });
  const template = Template.fromStack(stack);
  template.allResources('AWS::S3::Bucket', { DeletionPolicy: 'Delete' });
  template.hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete' });
});

test('a trail without a name gets one that CloudTrail takes, and the policies name it', () => {
  const stack = testStack(testApp(), 'A-Rather-Long-Stack-Name');
  new AuditTrail(stack, 'Trail', { store: new ArtifactStore(stack, 'Store') });
  const template = compliantTemplate(stack);
  const name = Object.values(template.findResources('AWS::CloudTrail::Trail'))[0]?.['Properties'].TrailName as string;
  expect(name).toMatch(/^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$/);
  expect(JSON.stringify(template.findResources('AWS::S3::BucketPolicy'))).toContain(`:trail/${name}`);
});

test('the trail can be in another stack than the store', () => {
  const app = testApp();
  const store = new ArtifactStore(testStack(app, 'Data'), 'Store');
  const audit = testStack(app, 'Audit');
  new AuditTrail(audit, 'Trail', { store, trailName: 'audit' });
  expect(() => app.synth()).not.toThrow();
  expect(audit.dependencies.map(({ stackName }) => stackName)).toEqual(['Data']);
});

test('the role is bounded where the functions of the store are', () => {
  const stack = testStack();
  const permissionsBoundary = iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary');
  new AuditTrail(stack, 'Trail', { store: new ArtifactStore(stack, 'Store', { permissionsBoundary }) });
  compliantTemplate(stack).allResourcesProperties('AWS::IAM::Role', { PermissionsBoundary: Match.anyValue() });
});

test('it needs no account and Region at synth', () => {
  const stack = new Stack(testApp(), 'Agnostic');
  new AuditTrail(stack, 'Trail', { store: new ArtifactStore(stack, 'Store') });
  compliantTemplate(stack).resourceCountIs('AWS::CloudTrail::Trail', 1);
});

test.each(['ab', 'a--b', '-ab', 'ab-', 'a b', 'x'.repeat(129)])('refuses the name %j', (trailName) => {
  expect(() => synthesised({ trailName })).toThrow(/trailName is .*3 to 128 letters/);
});

test('refuses a retention that S3 does not take', () => {
  expect(() => synthesised({ retention: Duration.hours(36) })).toThrow(/retention \(days\) is 1.5/);
});
