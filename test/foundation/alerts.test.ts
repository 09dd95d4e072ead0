import { Aws, CfnParameter, Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AlertChannel, AlertTopic, EncryptionKeys } from '../../lib/foundation';
import { compliantTemplate, testStack } from '../core/support';

function alerts(stack = testStack(), channels = [AlertChannel.email('on-call@example.com')]): AlertTopic {
  return new AlertTopic(stack, 'Alerts', { keys: new EncryptionKeys(stack, 'Keys'), channels });
}

describe('the topic', () => {
  test('is encrypted, TLS only, and open to alarms of this account', () => {
    const stack = testStack();
    alerts(stack);
    const template = compliantTemplate(stack);
    template.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: Match.anyValue() });
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: {
              StringEquals: { 'aws:SourceAccount': '111111111111' },
              ArnLike: { 'aws:SourceArn': Match.anyValue() },
            },
          }),
        ],
      },
    });
  });

  test('sends what a channel does not take to a queue that raises an alarm', () => {
    const stack = testStack();
    alerts(stack, [AlertChannel.https('https://hooks.example.com/alerts')]);
    const template = compliantTemplate(stack);
    const queue = { 'Fn::GetAtt': [Match.stringLikeRegexp('^AlertsUndelivered'), 'Arn'] };
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'https',
      Endpoint: 'https://hooks.example.com/alerts',
      RedrivePolicy: { deadLetterTargetArn: queue },
    });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Principal: { Service: 'sns.amazonaws.com' },
            Condition: { ArnEquals: { 'aws:SourceArn': { Ref: Match.stringLikeRegexp('^Alerts') } } },
          }),
        ]),
      },
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmActions: [{ Ref: Match.stringLikeRegexp('^Alerts') }],
    });
  });

  test('tells every channel when an alarm goes off and when it is over', () => {
    const stack = testStack();
    const existing = sns.Topic.fromTopicArn(stack, 'Existing', 'arn:aws:sns:eu-west-1:111111111111:existing');
    const topic = alerts(stack, [AlertChannel.email('a@example.com'), AlertChannel.snsTopic(existing)]);
    const metric = new cloudwatch.Metric({ namespace: 'Test', metricName: 'M', period: Duration.minutes(1) });
    topic.watch(metric.createAlarm(stack, 'Alarm', { threshold: 1, evaluationPeriods: 1 }));
    const both = [{ Ref: Match.stringLikeRegexp('^Alerts') }, 'arn:aws:sns:eu-west-1:111111111111:existing'];
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'M',
      AlarmActions: both,
      OKActions: both,
    });
  });

  test('is not made where existing topics are the only channels', () => {
    const stack = testStack();
    const existing = sns.Topic.fromTopicArn(stack, 'Existing', 'arn:aws:sns:eu-west-1:111111111111:existing');
    expect(alerts(stack, [AlertChannel.snsTopic(existing)]).topics).toEqual([existing]);
    const template = compliantTemplate(stack);
    template.resourceCountIs('AWS::SNS::Topic', 0);
    template.resourceCountIs('AWS::SQS::Queue', 0);
  });

  test('keeps its subscriptions when their order changes', () => {
    const ids = (...addresses: string[]) => {
      const stack = testStack();
      alerts(stack, addresses.map(AlertChannel.email));
      return Object.keys(Template.fromStack(stack).findResources('AWS::SNS::Subscription')).sort();
    };
    expect(ids('a@example.com', 'b@example.com')).toEqual(ids('b@example.com', 'a@example.com'));
  });

  test('keeps a subscription to an address that only the deployment knows', () => {
    const id = (before: number) => {
      const stack = testStack();
      // Tokens are numbered: other tokens made before must not change the identity.
      for (let i = 0; i < before; i++) new CfnParameter(stack, `Other${i}`).valueAsString;
      alerts(stack, [AlertChannel.email(new CfnParameter(stack, 'Address').valueAsString)]);
      return Object.keys(Template.fromStack(stack).findResources('AWS::SNS::Subscription'));
    };
    expect(id(0)).toEqual(id(5));
  });

  test('needs somebody to tell', () => {
    expect(() => alerts(testStack(), [])).toThrow(/channels is \[\]; expected at least one channel/);
  });

  test('names the channel that is none', () => {
    const channels = [AlertChannel.email('a@example.com'), undefined as never, 'b@example.com' as never];
    expect(() => alerts(testStack(), channels)).toThrow(
      /channels\[1\] is missing[\s\S]*channels\[2\] is "b@example.com"/,
    );
  });

  test('refuses the same channel twice', () => {
    const twice = [AlertChannel.email('a@example.com'), AlertChannel.email('a@example.com')];
    expect(() => alerts(testStack(), twice)).toThrow(/each channel once. Remove the repeated channel/);
  });
});

describe('a channel', () => {
  test.each(['a@example.com', 'first.last+tag@mail.example.co.uk', `${'x'.repeat(64)}@example.com`])(
    'takes the address %s',
    (address) => {
      expect(() => AlertChannel.email(address)).not.toThrow();
    },
  );

  test.each([
    '',
    'example.com',
    'a@localhost',
    'a@b@example.com',
    'a b@example.com',
    'A <a@example.com>',
    'a@example.com,b@example.com',
    'a@-example.com',
    `${'x'.repeat(65)}@example.com`,
  ])('refuses the address %j', (address) => {
    expect(() => AlertChannel.email(address)).toThrow(/address is .*; expected one e-mail address/);
  });

  test('answers a long hostile address at once', () => {
    const started = performance.now();
    expect(() => AlertChannel.email(`a@${'a.'.repeat(50_000)}!`)).toThrow();
    expect(performance.now() - started).toBeLessThan(500);
  });

  test.each([
    ['http://hooks.example.com/x', 'begins with https://'],
    ['hooks.example.com/x', 'a URL, https://host/path'],
    ['ftp://hooks.example.com', 'begins with https://'],
    ['https://user:secret@hooks.example.com/x', 'without user name and password'],
    ['https://hooks.example.com/x#part', 'without a fragment'],
    ['https://localhost/x', 'host is a public name'],
  ])('refuses the URL %s', (url, expected) => {
    expect(() => AlertChannel.https(url)).toThrow(expected);
  });

  test('does not repeat a secret in its message', () => {
    expect(() => AlertChannel.https('https://user:secret@hooks.example.com/token')).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(/secret|token/) }),
    );
  });

  test('takes what only the deployment knows', () => {
    expect(() => AlertChannel.email(Aws.STACK_NAME)).not.toThrow();
    expect(() => AlertChannel.https(Aws.STACK_NAME)).not.toThrow();
  });
});
