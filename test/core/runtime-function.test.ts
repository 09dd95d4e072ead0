import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { RuntimeFunction, type RuntimeFunctionProps, secureKey } from '../../lib/core';
import { actionsOf, compliantTemplate, flat, identityStatements, testStack } from './support';

const ALERT = { bind: () => ({ alarmActionArn: 'arn:aws:sns:eu-west-1:111111111111:alerts' }) };

function made(props: Partial<RuntimeFunctionProps> = {}, stack = testStack()): RuntimeFunction {
  return new RuntimeFunction(stack, 'Function', {
    bundle: 'verified-artifact',
    description: 'Does something',
    logsKey: secureKey(stack, 'LogsKey', { description: 'logs' }),
    messagingKey: secureKey(stack, 'MessagingKey', { description: 'messages' }),
    alarmActions: [ALERT],
    ...props,
  });
}

function synthesised(props: Partial<RuntimeFunctionProps> = {}): Template {
  const stack = testStack();
  made(props, stack);
  return compliantTemplate(stack);
}

test('every function runs the same runtime, traced, bounded, with its own log and dead letters', () => {
  synthesised().hasResourceProperties('AWS::Lambda::Function', {
    Runtime: 'nodejs22.x',
    Architectures: ['arm64'],
    Handler: 'index.handler',
    Timeout: 60,
    MemorySize: 512,
    ReservedConcurrentExecutions: 5,
    TracingConfig: { Mode: 'Active' },
    KmsKeyArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^LogsKey'), 'Arn'] },
    LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: Match.stringLikeRegexp('^FunctionLogs') } },
    DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^FunctionDeadLetters'), 'Arn'] } },
    Environment: {
      Variables: {
        NODE_OPTIONS: '--enable-source-maps',
        POWERTOOLS_SERVICE_NAME: 'verified-artifact',
        POWERTOOLS_METRICS_NAMESPACE: 'ProductionML',
      },
    },
  });
});

test('a function may do what it needs to run, and no more', () => {
  const granted = identityStatements(synthesised()).map((statement) => ({
    actions: actionsOf(statement),
    on: flat(statement.Resource).replace(/[0-9A-F]{8}/g, ''),
  }));
  expect(granted).toEqual([
    { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], on: '<FunctionLogs>' },
    { actions: ['kms:Decrypt'], on: '<LogsKey>' },
    { actions: ['kms:Decrypt', 'kms:GenerateDataKey'], on: '<MessagingKey>' },
    { actions: ['sqs:SendMessage'], on: '<FunctionDeadLetters>' },
    // X-Ray gives these no resource level.
    { actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], on: '*' },
  ]);
});

test('its role has no managed policy', () => {
  synthesised().hasResourceProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
});

test('the digest of the code depends on the bundle only', () => {
  const key = (template: Template) =>
    Object.values(template.findResources('AWS::Lambda::Function'))[0]?.['Properties'].Code.S3Key;
  expect(key(synthesised())).toBe(key(synthesised({ description: 'Does something else', memorySize: 128 })));
});

test('0 is a concurrency: it stops the function', () => {
  synthesised({ concurrency: 0 }).hasResourceProperties('AWS::Lambda::Function', { ReservedConcurrentExecutions: 0 });
});

test('nothing is reserved in an account that has nothing to reserve', () => {
  synthesised({ reserveConcurrency: false }).hasResourceProperties('AWS::Lambda::Function', {
    ReservedConcurrentExecutions: Match.absent(),
  });
});

test('its log group outlives it unless told otherwise', () => {
  synthesised().hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Retain' });
  synthesised({ removalPolicy: RemovalPolicy.DESTROY }).hasResource('AWS::Logs::LogGroup', {
    DeletionPolicy: 'Delete',
  });
});

test('an existing role gets the same rights, and no other role is made', () => {
  const stack = testStack();
  const role = iam.Role.fromRoleArn(stack, 'Existing', 'arn:aws:iam::111111111111:role/existing');
  made({ role }, stack);
  const template = compliantTemplate(stack);
  template.resourceCountIs('AWS::IAM::Role', 0);
  template.hasResourceProperties('AWS::IAM::Policy', { Roles: ['existing'] });
});

test('its role is bounded where a boundary is given', () => {
  const stack = testStack();
  made({ permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyName(stack, 'B', 'boundary') }, stack);
  compliantTemplate(stack).hasResourceProperties('AWS::IAM::Role', { PermissionsBoundary: Match.anyValue() });
});

describe('in a VPC', () => {
  function inVpc(): Template {
    const stack = testStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-1',
      availabilityZones: ['a', 'b'],
      privateSubnetIds: ['subnet-1', 'subnet-2'],
    });
    made({ vpc }, stack);
    return compliantTemplate(stack);
  }

  test('it sits in the private subnets behind a group that lets only HTTPS out', () => {
    const template = inVpc();
    template.hasResourceProperties('AWS::Lambda::Function', {
      VpcConfig: { SubnetIds: ['subnet-1', 'subnet-2'], SecurityGroupIds: [Match.anyValue()] },
    });
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupEgress: [Match.objectLike({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443 })],
      SecurityGroupIngress: Match.absent(),
    });
  });

  test('Lambda may attach it, its own code may not make interfaces', () => {
    const statements = identityStatements(inVpc()).filter((statement) =>
      actionsOf(statement).includes('ec2:CreateNetworkInterface'),
    );
    expect(statements.map(({ Effect }) => Effect)).toEqual(['Allow', 'Deny']);
    expect(statements[1]?.Condition).toMatchObject({ ArnLike: { 'lambda:SourceFunctionArn': expect.anything() } });
    expect(statements[1]?.Action).toEqual(statements[0]?.Action);
  });

  test('the role still has no managed policy', () => {
    inVpc().hasResourceProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
  });
});

test('a missing bundle says how to build it', () => {
  expect(() => made({ bundle: 'no-such-handler' })).toThrow(/"no-such-handler".*npm run build/);
});

test('all wrong properties are reported at once', () => {
  const attempt = () =>
    made({
      timeout: Duration.minutes(16),
      memorySize: 64,
      concurrency: -1,
      securityGroups: [],
    });
  expect(attempt).toThrow(/Test\/Function: 4 problems/);
  expect(attempt).toThrow(/timeout \(seconds\) is 960; expected an integer from 1 to 900/);
  expect(attempt).toThrow(/memorySize is 64; expected an integer from 128 to 10240/);
  expect(attempt).toThrow(/Pass the VPC as vpc, or leave securityGroups out/);
});
