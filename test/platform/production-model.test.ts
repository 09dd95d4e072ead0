import { App, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { ProductionModelProps } from '../../lib';
import { AlertChannel, ArtifactStore, DeploymentPolicy, EncryptionKeys, ProductionModel } from '../../lib';
import { expectCompliant } from '../compliance/expect-compliant';
import { ACCOUNT, modelVersion, only, REGION, refusalOf } from '../serving/endpoints';

function stackOf(): Stack {
  return new Stack(new App(), 'Platform', { env: { account: ACCOUNT, region: REGION } });
}

function productionModel(stack: Stack, changes: Partial<ProductionModelProps> = {}): ProductionModel {
  return new ProductionModel(stack, 'Model', {
    model: modelVersion(),
    alertChannels: [AlertChannel.email('on-call@example.com')],
    ...changes,
  });
}

/** Changing one of these replaces data, keys or the endpoint of everybody who upgrades. */
test('the ids of stateful resources stay as they were released', () => {
  const stack = stackOf();
  productionModel(stack, { shadow: { model: modelVersion({ version: '2.0.0' }) } });
  const resources = Template.fromStack(stack).toJSON().Resources as Record<string, { Type: string }>;
  const stateful =
    /^AWS::(S3::Bucket|KMS::Key|Logs::LogGroup|DynamoDB::GlobalTable|SQS::Queue|SNS::Topic|CloudTrail::Trail)$/;
  const ids = Object.entries(resources).filter(([, { Type }]) => stateful.test(Type));
  expect(Object.fromEntries(ids.map(([id, { Type }]) => [id, Type]))).toMatchInlineSnapshot(`
{
  "ArtifactVerifiereaf20febFunctionDeadLettersDC577FC9": "AWS::SQS::Queue",
  "ArtifactVerifiereaf20febFunctionLogsC395EADC": "AWS::Logs::LogGroup",
  "ModelAlerts38AEA088": "AWS::SNS::Topic",
  "ModelAlertsUndelivered63853B63": "AWS::SQS::Queue",
  "ModelEndpointLedgerEE18C688": "AWS::DynamoDB::GlobalTable",
  "ModelEndpointLedgerSigningKey47C5E3C7": "AWS::KMS::Key",
  "ModelEndpointLogsD8F492B3": "AWS::Logs::LogGroup",
  "ModelEndpointMachineFunctionsAnswerDeadLettersE429572C": "AWS::SQS::Queue",
  "ModelEndpointMachineFunctionsAnswerLogs40746E99": "AWS::Logs::LogGroup",
  "ModelEndpointMachineFunctionsHostingDeadLetters545AF4B1": "AWS::SQS::Queue",
  "ModelEndpointMachineFunctionsHostingLogsD561F32C": "AWS::Logs::LogGroup",
  "ModelEndpointMachineFunctionsLedgerDeadLettersF00F6B73": "AWS::SQS::Queue",
  "ModelEndpointMachineFunctionsLedgerLogs567A51A5": "AWS::Logs::LogGroup",
  "ModelEndpointMachineFunctionsProbeDeadLettersFDFB7B2A": "AWS::SQS::Queue",
  "ModelEndpointMachineFunctionsProbeLogsC790DE60": "AWS::Logs::LogGroup",
  "ModelEndpointMachineFunctionsWatchDeadLetters8CA120A2": "AWS::SQS::Queue",
  "ModelEndpointMachineFunctionsWatchLogs118C8317": "AWS::Logs::LogGroup",
  "ModelEndpointMachineStateMachineLogsA1E0D8AE": "AWS::Logs::LogGroup",
  "ModelEndpointRollbackStateMachineLogsF074B4EE": "AWS::Logs::LogGroup",
  "ModelKeysArtifacts9BAEFEEA": "AWS::KMS::Key",
  "ModelKeysEvidenceABCC26E6": "AWS::KMS::Key",
  "ModelKeysInferenceData93933B85": "AWS::KMS::Key",
  "ModelKeysLogs81CF380A": "AWS::KMS::Key",
  "ModelKeysMessaging3713F85E": "AWS::KMS::Key",
  "ModelStoreAccessLogs07F2B331": "AWS::S3::Bucket",
  "ModelStoreArtifacts9B4B8960": "AWS::S3::Bucket",
  "ModelStoreEvidence419CEB97": "AWS::S3::Bucket",
  "ModelStoreInferenceDataE1452157": "AWS::S3::Bucket",
  "ModelTrail89916109": "AWS::CloudTrail::Trail",
  "ModelTrailBucket07F1C6C1": "AWS::S3::Bucket",
  "ModelTrailLogsD3B3D23F": "AWS::Logs::LogGroup",
}
`);
});

test('everything together passes the ISO 27001 checks', () => {
  const stack = stackOf();
  productionModel(stack, { shadow: { model: modelVersion({ version: '2.0.0' }) } });
  expectCompliant(stack);
});

test('the production variant has two instances and the shadow sees every request, by default', () => {
  const stack = stackOf();
  productionModel(stack, { instanceType: 'ml.c6i.xlarge', shadow: { model: modelVersion({ version: '2.0.0' }) } });
  expect(only(Template.fromStack(stack), 'AWS::SageMaker::EndpointConfig')).toMatchObject({
    ProductionVariants: [{ InitialInstanceCount: 2, InitialVariantWeight: 100, InstanceType: 'ml.c6i.xlarge' }],
    ShadowProductionVariants: [{ InitialInstanceCount: 1, InitialVariantWeight: 100, InstanceType: 'ml.c6i.xlarge' }],
  });
});

test('a shadow sees the share of requests that was asked for', () => {
  const stack = stackOf();
  productionModel(stack, { shadow: { model: modelVersion({ version: '2.0.0' }), samplingPercentage: 12.5 } });
  expect(only(Template.fromStack(stack), 'AWS::SageMaker::EndpointConfig').ShadowProductionVariants).toMatchObject([
    { InitialVariantWeight: 12.5 },
  ]);
});

test.each([0, -1, 100.5, Number.NaN])(
  'a shadow that would see %p percent is refused with what to do',
  (samplingPercentage) => {
    const shadow = { model: modelVersion({ version: '2.0.0' }), samplingPercentage };
    const message = refusalOf(() => productionModel(stackOf(), { shadow }));
    expect(message).toContain('shadow.samplingPercentage is');
    expect(message).toContain('expected a number from 0.01 to 100. Leave the shadow out to copy nothing.');
  },
);

test('a share that is known at deployment only reaches the template as it is', () => {
  const stack = stackOf();
  const samplingPercentage = Lazy.number({ produce: () => 30 });
  productionModel(stack, { shadow: { model: modelVersion({ version: '2.0.0' }), samplingPercentage } });
  expect(only(Template.fromStack(stack), 'AWS::SageMaker::EndpointConfig').ShadowProductionVariants).toMatchObject([
    { InitialVariantWeight: 30 },
  ]);
});

test('captures 0 percent when that is asked for', () => {
  const stack = stackOf();
  productionModel(stack, { captureSamplingPercentage: 0 });
  const capture = only(Template.fromStack(stack), 'AWS::SageMaker::EndpointConfig').DataCaptureConfig;
  expect(capture === undefined || capture.InitialSamplingPercentage === 0).toBe(true);
});

test('brings one trail, or none where there is one already', () => {
  const withTrail = stackOf();
  productionModel(withTrail);
  Template.fromStack(withTrail).resourceCountIs('AWS::CloudTrail::Trail', 1);
  const without = stackOf();
  expect(productionModel(without, { auditTrail: false }).auditTrail).toBeUndefined();
  Template.fromStack(without).resourceCountIs('AWS::CloudTrail::Trail', 0);
});

test('makes no key and no bucket beside the ones it is given', () => {
  const stack = stackOf();
  const keys = new EncryptionKeys(stack, 'SharedKeys');
  const store = new ArtifactStore(stack, 'SharedStore', { keys });
  // One key beside: releases are signed with it.
  const before = { keys: 6, buckets: 4 };
  const model = productionModel(stack, { store, auditTrail: false });
  expect(model.keys).toBe(keys);
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::KMS::Key', before.keys);
  template.resourceCountIs('AWS::S3::Bucket', before.buckets);
});

test('tells every channel of every rollback alarm', () => {
  const stack = stackOf();
  productionModel(stack);
  const alarms = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
  expect(alarms.length).toBeGreaterThan(2);
  for (const { Properties } of alarms) {
    // The one that stops a deployment speaks to SageMaker only.
    if (Properties.MetricName === 'ReleaseAbort') continue;
    expect(Properties.AlarmActions).toHaveLength(1);
  }
});

test('deletes everything with the stack where the removal policy says so, and locks evidence so that it can be', () => {
  const stack = stackOf();
  productionModel(stack, { removalPolicy: RemovalPolicy.DESTROY });
  const template = Template.fromStack(stack);
  const stateful = ['AWS::S3::Bucket', 'AWS::KMS::Key'].flatMap((type) => Object.values(template.findResources(type)));
  expect(new Set(stateful.map(({ DeletionPolicy }) => DeletionPolicy))).toEqual(new Set(['Delete']));
  template.hasResourceProperties('AWS::S3::Bucket', {
    ObjectLockConfiguration: Match.objectLike({ Rule: { DefaultRetention: Match.objectLike({ Mode: 'GOVERNANCE' }) } }),
  });
});

test('lets a principal invoke this endpoint and nothing else', () => {
  const stack = stackOf();
  const role = new iam.Role(stack, 'Caller', { assumedBy: new iam.AccountRootPrincipal() });
  productionModel(stack, { endpointName: 'flight-delay' }).grantInvoke(role);
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    Roles: [{ Ref: Match.stringLikeRegexp('^Caller') }],
    PolicyDocument: { Statement: [Match.objectLike({ Action: 'sagemaker:InvokeEndpoint', Effect: 'Allow' })] },
  });
});

test('refuses what AWS would refuse: a canary of one instance', () => {
  const message = refusalOf(() =>
    productionModel(stackOf(), { instanceCount: 1, deploymentPolicy: DeploymentPolicy.canary() }),
  );
  expect(message).toMatch(/^Platform\/Model\/Endpoint: /);
});

test('refuses to raise alarms that reach nobody', () => {
  expect(refusalOf(() => productionModel(stackOf(), { alertChannels: [] }))).toContain('expected at least one channel');
});

test('says who is missing where no channel was given', () => {
  expect(refusalOf(() => productionModel(stackOf(), { alertChannels: undefined as never }))).toContain(
    'AlertChannel.email',
  );
});

test('bounds every role that it creates, also beside a store that has no boundary', () => {
  const stack = stackOf();
  const store = new ArtifactStore(stack, 'SharedStore', { alerts: undefined });
  const permissionsBoundary = iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary');
  productionModel(stack, { store, permissionsBoundary });
  const roles = Template.fromStack(stack).findResources('AWS::IAM::Role');
  const unbounded = Object.entries(roles).filter(([, role]) => role['Properties'].PermissionsBoundary === undefined);
  // The function that verifies artifacts belongs to the store, which other models share.
  expect(unbounded.map(([id]) => id)).toEqual([expect.stringMatching(/^ArtifactVerifier/)]);
});

describe('two models in one app', () => {
  test('stand side by side, the second without a trail of its own', () => {
    const stack = stackOf();
    new ProductionModel(stack, 'One', {
      model: modelVersion(),
      alertChannels: [AlertChannel.email('on-call@example.com')],
    });
    productionModel(stack, { auditTrail: false });
    const template = Template.fromStack(stack);
    template.resourceCountIs('Custom::ReleasedEndpoint', 2);
    template.resourceCountIs('AWS::CloudTrail::Trail', 1);
  });

  test('cannot have one name prefix, which would name two buckets alike', () => {
    const stack = stackOf();
    productionModel(stack, { namePrefix: 'acme' });
    const other = new Stack(stack.node.root as App, 'Other', { env: { account: ACCOUNT, region: REGION } });
    const message = refusalOf(() => productionModel(other, { namePrefix: 'acme', auditTrail: false }));
    expect(message).toContain('namePrefix is "acme/artifacts"; expected a name of its own; Platform/Model/Keys has');
    expect(message).toContain('Share the keys and the store, or give each its own prefix.');
  });

  test('can have one name prefix in two Regions', () => {
    const stack = stackOf();
    productionModel(stack, { namePrefix: 'acme' });
    const other = new Stack(stack.node.root as App, 'Other', { env: { account: ACCOUNT, region: 'eu-west-1' } });
    const model = modelVersion({ image: modelVersion().image.replace(REGION, 'eu-west-1') });
    expect(() => productionModel(other, { model, namePrefix: 'acme', auditTrail: false })).not.toThrow();
  });
});
