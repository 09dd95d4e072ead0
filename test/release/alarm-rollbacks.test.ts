import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { expectCompliant } from '../compliance/expect-compliant';
import { flat } from '../core/support';
import { scene } from '../serving/endpoints';
import { type Json, released } from './support';

const here = scene();
const alarm = cloudwatch.Alarm.fromAlarmArn(
  here.stack,
  'Emergency',
  'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:flights-emergency',
);
const endpoint = released(here);
endpoint.rollbackOnAlarm('OnEmergency', alarm);
endpoint.rollbackOnAlarm(
  'OnComplaints',
  cloudwatch.Alarm.fromAlarmArn(
    here.stack,
    'Complaints',
    'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:complaints',
  ),
);

describe('a rollback that an alarm asks for', () => {
  expectCompliant(here.stack);
  const template = Template.fromStack(here.stack);
  const rules: Json[] = Object.values(template.findResources('AWS::Events::Rule')).filter(
    ({ Properties }) => Properties.EventPattern?.source?.[0] === 'aws.cloudwatch',
  );
  const [target] = rules[0].Properties.Targets;

  test('begins when the alarm comes to be in ALARM, and at no other change of it', () => {
    expect(rules.map(({ Properties }) => Properties.EventPattern)).toEqual([
      {
        source: ['aws.cloudwatch'],
        'detail-type': ['CloudWatch Alarm State Change'],
        resources: ['arn:aws:cloudwatch:eu-central-1:123456789012:alarm:flights-emergency'],
        detail: { state: { value: ['ALARM'] } },
      },
      expect.objectContaining({ resources: ['arn:aws:cloudwatch:eu-central-1:123456789012:alarm:complaints'] }),
    ]);
  });

  test('goes through the machine that does nothing else, says that nobody asked, and is one for each event', () => {
    expect(flat(target.Arn)).toMatch(/:stateMachine:flights-rollback$/);
    expect(target.InputTransformer).toEqual({
      InputPathsMap: { id: '$.id', 'detail-alarmName': '$.detail.alarmName', time: '$.time' },
      InputTemplate:
        '{"schemaVersion":1,"operation":"ROLLBACK","automatic":true,"requestId":<id>,"requestedBy":"alarm <detail-alarmName>","reason":"The alarm <detail-alarmName> went off at <time>"}',
    });
  });

  test('that cannot be started is kept, and told of', () => {
    const { Properties } = template.findResources('AWS::CloudWatch::Alarm', {
      Properties: { MetricName: 'ApproximateNumberOfMessagesVisible' },
    })[
      Object.keys(template.findResources('AWS::CloudWatch::Alarm')).find((id) => id.includes('AlarmRollbacks')) ?? ''
    ] as Json;
    expect(Properties.AlarmDescription).toContain('production-ml rollback --endpoint flights');
    expect(target.DeadLetterConfig.Arn['Fn::GetAtt'][0]).toMatch(/AlarmRollbacksDeadLetters/);
    expect(Properties.Dimensions[0].Value['Fn::GetAtt'][0]).toBe(target.DeadLetterConfig.Arn['Fn::GetAtt'][0]);
  });

  test('has a queue for all alarms, and a role that may start the one machine', () => {
    template.resourcePropertiesCountIs(
      'AWS::IAM::Role',
      { AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'events.amazonaws.com' } }] } },
      1,
    );
    const queues = rules.map(({ Properties }) => Properties.Targets[0].DeadLetterConfig.Arn['Fn::GetAtt'][0]);
    expect(new Set(queues).size).toBe(1);
  });
});
