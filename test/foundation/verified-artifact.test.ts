import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CfnParameter, CfnResource, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { readRequest } from '../../lambda/handlers/verified-artifact/request';
import {
  AlertChannel,
  AlertTopic,
  ArtifactSource,
  ArtifactStore,
  EncryptionKeys,
  VerifiedArtifact,
  type VerifiedArtifactProps,
} from '../../lib/foundation';
import {
  ACCOUNT,
  actionsOf,
  bucketStatements,
  compliantTemplate,
  flat,
  identityStatements,
  testApp,
  testStack,
} from '../core/support';

const SHA256 = 'ab'.repeat(32);
const URI = 's3://training-output/run-7/model.tar.gz';

function alertedStore(stack: Stack): ArtifactStore {
  const keys = new EncryptionKeys(stack, 'Keys');
  const alerts = new AlertTopic(stack, 'Alerts', { keys, channels: [AlertChannel.email('on-call@example.com')] });
  return new ArtifactStore(stack, 'Store', { keys, alerts });
}

function artifact(stack: Stack, props: Partial<VerifiedArtifactProps> = {}, id = 'Artifact'): VerifiedArtifact {
  return new VerifiedArtifact(stack, id, {
    store: props.store ?? alertedStore(stack),
    modelName: 'flight-delay',
    version: '1.4.0',
    sha256: SHA256,
    source: ArtifactSource.s3Uri(URI),
    ...props,
  });
}

describe('the resource', () => {
  test('asks for the artifact at the key that names its digest', () => {
    const stack = testStack();
    const made = artifact(stack);
    expect(made.objectKey).toBe(`models/flight-delay/1.4.0/${SHA256}/model.tar.gz`);
    expect(flat(stack.resolve(made.s3Uri))).toMatch(new RegExp(`^s3://<StoreArtifacts.*>/${made.objectKey}$`));
    compliantTemplate(stack).hasResourceProperties('Custom::VerifiedArtifact', {
      SourceUri: URI,
      Key: made.objectKey,
      Sha256: SHA256,
      ModelName: 'flight-delay',
      ModelVersion: '1.4.0',
      ServiceTimeout: '960',
    });
  });

  test('writes properties that its handler takes', () => {
    const stack = testStack();
    artifact(stack);
    const resource = Object.values(Template.fromStack(stack).findResources('Custom::VerifiedArtifact'))[0];
    const properties = Object.fromEntries(
      Object.entries(resource?.['Properties'] as Record<string, unknown>).map(([name, value]) => [
        name,
        name === 'KeyArn' ? 'arn:aws:kms:eu-west-1:111111111111:key/k' : flat(value),
      ]),
    );
    expect(readRequest(properties)).toMatchObject({ sha256: SHA256, source: { bucket: 'training-output' } });
  });

  test('is called only once the rights of its function and the policy of the bucket are in place', () => {
    const stack = testStack();
    artifact(stack);
    compliantTemplate(stack).hasResource('Custom::VerifiedArtifact', {
      DependsOn: Match.arrayWith([
        Match.stringLikeRegexp('^ArtifactVerifier.*RoleDefaultPolicy'),
        Match.stringLikeRegexp('^StoreArtifactsPolicy'),
      ]),
    });
  });

  test('can be waited for', () => {
    const stack = testStack();
    const model = new CfnResource(stack, 'Model', { type: 'AWS::SageMaker::Model' });
    model.node.addDependency(artifact(stack));
    Template.fromStack(stack).hasResource('AWS::SageMaker::Model', {
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^Artifact[0-9A-F]{8}$')]),
    });
  });
});

describe('the function', () => {
  test('is one for all artifacts of a store in a stack', () => {
    const stack = testStack();
    const store = alertedStore(stack);
    artifact(stack, { store }, 'Champion');
    artifact(stack, { store, sha256: 'cd'.repeat(32), source: ArtifactSource.s3Uri('s3://other/m.tar.gz') }, 'Shadow');
    const template = compliantTemplate(stack);
    template.resourceCountIs('AWS::Lambda::Function', 1);
    template.resourceCountIs('Custom::VerifiedArtifact', 2);
  });

  test('reads its sources and nothing else, and writes models only', () => {
    const stack = testStack();
    const store = alertedStore(stack);
    artifact(stack, { store }, 'One');
    artifact(stack, { store, source: ArtifactSource.s3Uri('s3://other/m.tar.gz') }, 'Two');
    const onS3 = identityStatements(compliantTemplate(stack))
      .filter((statement) => actionsOf(statement).some((action) => action.startsWith('s3:')))
      .map((statement) => `${actionsOf(statement)} ${flat(statement.Resource).replace(/[0-9A-F]{8}>/, '>')}`);
    expect(onS3).toEqual([
      's3:GetObject,s3:GetObjectVersion <StoreArtifacts>/models/*',
      's3:PutObject,s3:AbortMultipartUpload <StoreArtifacts>/models/*',
      's3:ListBucket <StoreArtifacts>',
      's3:GetObject,s3:GetObjectVersion arn:<AWS::Partition>:s3:::training-output/run-7/model.tar.gz',
      's3:GetObject,s3:GetObjectVersion arn:<AWS::Partition>:s3:::other/m.tar.gz',
    ]);
  });

  test('may decrypt a source only where its key is given, and only through S3', () => {
    const stack = testStack();
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Source', `arn:aws:kms:eu-west-1:${ACCOUNT}:key/source`);
    artifact(stack, { source: ArtifactSource.s3Uri(URI, { encryptionKey }) });
    expect(identityStatements(compliantTemplate(stack))).toContainEqual(
      expect.objectContaining({
        Action: 'kms:Decrypt',
        Resource: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/source`,
        Condition: { StringEquals: { 'kms:ViaService': expect.anything() } },
      }),
    );
  });

  test('is admitted to the bucket that denies all others', () => {
    const stack = testStack();
    artifact(stack);
    const denials = bucketStatements(compliantTemplate(stack), 'StoreArtifacts').filter(({ Sid }) =>
      Sid?.endsWith('ByOtherRoles'),
    );
    expect(denials).toHaveLength(2);
    for (const { Condition } of denials) {
      expect(JSON.stringify(Condition)).toMatch(/ArtifactVerifier[^"]*FunctionRole/);
    }
  });

  test('runs as the store says: in its VPC, bounded, telling its channels', () => {
    const stack = testStack();
    const keys = new EncryptionKeys(stack, 'Keys');
    const alerts = new AlertTopic(stack, 'Alerts', { keys, channels: [AlertChannel.email('a@example.com')] });
    const store = new ArtifactStore(stack, 'Store', {
      keys,
      alerts,
      vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
        vpcId: 'vpc-1',
        availabilityZones: ['a'],
        privateSubnetIds: ['subnet-1'],
      }),
      permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary'),
    });
    artifact(stack, { store });
    const template = compliantTemplate(stack);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Timeout: 900,
      VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: Match.anyValue() },
    });
    template.allResourcesProperties('AWS::IAM::Role', { PermissionsBoundary: Match.anyValue() });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmDescription: Match.stringLikeRegexp('^Verifies model artifacts'),
      AlarmActions: [{ Ref: Match.stringLikeRegexp('^Alerts') }],
    });
  });

  test('can be in another stack than the store, without a cycle', () => {
    const app = testApp();
    const data = testStack(app, 'Data');
    const serving = testStack(app, 'Serving');
    artifact(serving, { store: alertedStore(data) });
    expect(() => app.synth()).not.toThrow();
    Template.fromStack(serving).hasResourceProperties('AWS::IAM::Role', {
      Tags: Match.arrayWith([
        Match.objectLike({ Key: Match.stringLikeRegexp('^cdk-production-ml:artifact-reader-[0-9a-f]{8}$') }),
      ]),
    });
    expect(JSON.stringify(bucketStatements(Template.fromStack(data), 'StoreArtifacts'))).toContain(
      'aws:PrincipalTag/cdk-production-ml:artifact-writer',
    );
  });
});

describe('a local file', () => {
  let folder: string;
  let file: string;
  const digest = createHash('sha256').update('model').digest('hex');

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'verified-artifact-'));
    file = join(folder, 'model.tar.gz');
    writeFileSync(file, 'model');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  test('becomes an asset of the app that the function may read', () => {
    const stack = testStack();
    artifact(stack, { sha256: digest, source: ArtifactSource.asset(file) });
    const template = compliantTemplate(stack);
    template.hasResourceProperties('Custom::VerifiedArtifact', {
      SourceUri: Match.stringLikeRegexp(`^s3://cdk-hnb659fds-assets-${ACCOUNT}-eu-west-1/[0-9a-f]{64}\\.gz$`),
    });
    const source = identityStatements(template).map(({ Resource }) => flat(Resource));
    expect(source).toContainEqual(expect.stringMatching(/:s3:::cdk-hnb659fds-assets-.*\.gz$/));
  });

  test('is compared with its digest at synth already', () => {
    expect(() => artifact(testStack(), { source: ArtifactSource.asset(file) })).toThrow(
      new RegExp(`sha256 is "${SHA256}"; expected the digest of .*, which is ${digest}.*same training run`),
    );
  });

  test('must be there, and must be a file', () => {
    for (const path of [join(folder, 'none.tar.gz'), folder]) {
      expect(() => artifact(testStack(), { source: ArtifactSource.asset(path) })).toThrow(
        /source is .*expected the path of a file. Run the training first/,
      );
    }
  });
});

describe('an S3 URI', () => {
  test('may be known to the deployment only', () => {
    const stack = testStack();
    const uri = new CfnParameter(stack, 'Uri').valueAsString;
    artifact(stack, { source: ArtifactSource.s3Uri(uri) });
    const template = compliantTemplate(stack);
    template.hasResourceProperties('Custom::VerifiedArtifact', { SourceUri: { Ref: 'Uri' } });
    const resources = JSON.stringify(identityStatements(template).map(({ Resource }) => Resource));
    expect(resources).toContain('{"Fn::Select":[1,{"Fn::Split":["s3://",{"Ref":"Uri"}]}]}');
  });

  test.each([
    '',
    'model.tar.gz',
    's3://bucket',
    's3://bucket/',
    's3://bucket/folder/',
    's3://b/x',
    's3://Bucket/x',
    's3://bucket/*',
    's3://bucket/a?b',
    's3://bucket/a\nb',
    'https://bucket.s3.amazonaws.com/x',
  ])('is not %j', (uri) => {
    expect(() => ArtifactSource.s3Uri(uri)).toThrow(/uri is .*s3:\/\/bucket\/key of one object/);
  });
});

describe('properties', () => {
  test('that are wrong are reported all at once', () => {
    const attempt = () => artifact(testStack(), { modelName: 'flight_delay', version: '', sha256: 'AB'.repeat(32) });
    expect(attempt).toThrow(/Test\/Artifact: 3 problems/);
    expect(attempt).toThrow(/modelName is "flight_delay"; expected 1 to 63 letters, digits and inner hyphens/);
    expect(attempt).toThrow(/64 lower-case hexadecimal digits. Take it from the model manifest/);
  });

  test('that are missing are reported as missing', () => {
    const attempt = () => new VerifiedArtifact(testStack(), 'Artifact', {} as never);
    for (const prop of ['store', 'source', 'modelName', 'version', 'sha256'])
      expect(attempt).toThrow(`${prop} is missing`);
  });

  test.each(['a'.repeat(64), `a${'-'.repeat(70)}b`, '-a', 'a-', '../escape', 'a/b'])(
    'refuse the name %j',
    (modelName) => {
      expect(() => artifact(testStack(), { modelName })).toThrow('modelName');
    },
  );

  test.each(['../1', '1/2', '', 'x'.repeat(64), '1 0'])('refuse the version %j', (version) => {
    expect(() => artifact(testStack(), { version })).toThrow('version');
  });

  test('a name is read in no time, however it is made up', () => {
    const started = performance.now();
    expect(() => artifact(testStack(), { modelName: `${'a-'.repeat(50_000)}!` })).toThrow();
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
