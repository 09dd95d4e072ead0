import { RemovalPolicy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { DeadLetterQueue, KeyUse, keyUseStatement, secureKey, secureLogGroup, serviceRole } from '../../lib/core';
import { compliantTemplate, testStack } from './support';

describe('a key', () => {
  test('is rotated, retained, and 30 days from being lost', () => {
    const stack = testStack();
    secureKey(stack, 'Key', { description: 'what it protects' });
    compliantTemplate(stack).hasResource('AWS::KMS::Key', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { EnableKeyRotation: true, PendingWindowInDays: 30, Description: 'what it protects' },
    });
  });

  test('trusts the account and nobody else', () => {
    const stack = testStack();
    secureKey(stack, 'Key', { description: 'test' });
    compliantTemplate(stack).hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: { Statement: [{ Effect: 'Allow', Principal: { AWS: Match.objectLike({}) }, Action: 'kms:*' }] },
    });
  });

  test('has an alias where it is asked for', () => {
    const stack = testStack();
    secureKey(stack, 'Key', { description: 'test', alias: 'acme/artifacts' });
    compliantTemplate(stack).hasResourceProperties('AWS::KMS::Alias', { AliasName: 'alias/acme/artifacts' });
  });

  test('is usable through one service only', () => {
    const stack = testStack();
    const key = secureKey(stack, 'Key', { description: 'test' });
    expect(stack.resolve(keyUseStatement(stack, key, KeyUse.WRITE, 's3').toStatementJson())).toMatchObject({
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Condition: {
        StringEquals: { 'kms:ViaService': { 'Fn::Join': ['', ['s3.eu-west-1.', { Ref: 'AWS::URLSuffix' }]] } },
      },
    });
  });
});

describe('a log group', () => {
  test('is encrypted and kept a year unless told otherwise', () => {
    const stack = testStack();
    const encryptionKey = secureKey(stack, 'Key', { description: 'test' });
    secureLogGroup(stack, 'Default', { encryptionKey });
    secureLogGroup(stack, 'Short', {
      encryptionKey,
      retention: logs.RetentionDays.TWO_YEARS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const template = compliantTemplate(stack);
    template.hasResource('AWS::Logs::LogGroup', {
      DeletionPolicy: 'Retain',
      Properties: { RetentionInDays: 365, KmsKeyId: Match.anyValue(), LogGroupName: Match.absent() },
    });
    template.hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete', Properties: { RetentionInDays: 731 } });
  });
});

describe('a role', () => {
  test('is assumed by the service on behalf of this account only', () => {
    const stack = testStack();
    serviceRole(stack, 'Role', { service: 'sagemaker.amazonaws.com', description: 'test' });
    compliantTemplate(stack).hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: 'sts:AssumeRole',
            Effect: 'Allow',
            Principal: { Service: 'sagemaker.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': '111111111111' } },
          },
        ],
      },
      ManagedPolicyArns: Match.absent(),
      PermissionsBoundary: Match.absent(),
    });
  });

  test('can be narrowed to one resource and bounded', () => {
    const stack = testStack();
    serviceRole(stack, 'Role', {
      service: 'cloudtrail.amazonaws.com',
      description: 'test',
      sourceArn: 'arn:aws:cloudtrail:eu-west-1:111111111111:trail/audit',
      permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary'),
    });
    compliantTemplate(stack).hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          Match.objectLike({
            Condition: {
              StringEquals: { 'aws:SourceAccount': '111111111111' },
              ArnLike: { 'aws:SourceArn': 'arn:aws:cloudtrail:eu-west-1:111111111111:trail/audit' },
            },
          }),
        ],
      },
      PermissionsBoundary: Match.anyValue(),
    });
  });
});

describe('a dead-letter queue', () => {
  test('is encrypted, TLS only, keeps messages as long as SQS can, and raises an alarm on the first', () => {
    const stack = testStack();
    new DeadLetterQueue(stack, 'Dead', {
      encryptionKey: secureKey(stack, 'Key', { description: 'test' }),
      alarmDescription: 'what to do',
      alarmActions: [{ bind: () => ({ alarmActionArn: 'arn:aws:sns:eu-west-1:111111111111:alerts' }) }],
    });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::SQS::Queue', {
      KmsMasterKeyId: Match.anyValue(),
      MessageRetentionPeriod: 1_209_600,
    });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
      },
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Threshold: 1,
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
      AlarmDescription: 'what to do',
      AlarmActions: ['arn:aws:sns:eu-west-1:111111111111:alerts'],
    });
  });
});
