import { PutCompositeAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AlarmBench, logLines, minutesBefore, NOON } from './fixtures/alarm-bench';
import { eventually } from './fixtures/eventually';
import { Stacks } from './fixtures/stacks';
import { inlineFunction } from './fixtures/templates';

const bench = AlarmBench.forTests();

describe('a change of state', () => {
  let sqs: SQSClient;
  let topic: string;
  let functionArn: string;

  beforeEach(async () => {
    sqs = new SQSClient(bench.account.clientConfig);
    const queue = (name: string) => ({ Type: 'AWS::SQS::Queue', Properties: { QueueName: name } });
    const arn = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });
    const code = `exports.handler = async (event) => console.log('SEEN ' + JSON.stringify(event));`;
    const { outputs, status } = await new Stacks(bench.account).create('receivers', {
      Resources: {
        Notified: queue('notified'),
        Events: queue('events'),
        Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
        Subscription: {
          Type: 'AWS::SNS::Subscription',
          Properties: {
            TopicArn: { Ref: 'Topic' },
            Protocol: 'sqs',
            Endpoint: arn('Notified'),
            RawMessageDelivery: true,
          },
        },
        Rule: {
          Type: 'AWS::Events::Rule',
          Properties: {
            EventPattern: { source: ['aws.cloudwatch'], 'detail-type': ['CloudWatch Alarm State Change'] },
            Targets: [{ Id: 'queue', Arn: arn('Events') }],
          },
        },
        ...inlineFunction('Receiver', code),
      },
      Outputs: { Topic: { Value: { Ref: 'Topic' } }, Function: { Value: arn('Receiver') } },
    });
    expect(status).toBe('CREATE_COMPLETE');
    topic = outputs.Topic ?? '';
    functionArn = outputs.Function ?? '';
  });

  const receive = async (queue: string) => {
    const QueueUrl = `${bench.account.url}/000000000000/${queue}`;
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }));
    for (const { ReceiptHandle } of Messages) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    return JSON.parse(Messages[0]?.Body ?? 'null');
  };

  test('notifies the topic, calls the function and is an event, all in the time of the traffic', async () => {
    await bench.putMinutes('errors', [99]);
    await bench.account.setClock(minutesBefore(60));
    await bench.putAlarm({ EvaluationPeriods: 1, AlarmActions: [topic, functionArn] });
    await bench.account.setClock(NOON);
    expect(await receive('notified')).toMatchObject({
      AlarmName: 'alarm',
      NewStateValue: 'ALARM',
      StateChangeTime: expect.stringContaining('2001-04-02T12:00:00'),
    });
    const event = await receive('events');
    expect(event).toMatchObject({
      source: 'aws.cloudwatch',
      resources: ['arn:aws:cloudwatch:eu-central-1:000000000000:alarm:alarm'],
      detail: {
        alarmName: 'alarm',
        state: { value: 'ALARM', timestamp: '2001-04-02T12:00:00.000+0000' },
        previousState: { value: 'INSUFFICIENT_DATA' },
        configuration: { metrics: [{ metricStat: { metric: { namespace: 'Test', name: 'errors' }, period: 60 } }] },
      },
    });
    const seen = await eventually(async () =>
      (await logLines(bench.account, '/aws/lambda/Receiver')).find((line) => line.includes('SEEN')),
    );
    expect(seen).toContain('"alarmData":{"alarmName":"alarm","state":{"value":"ALARM"');
  });

  test('with actions switched off is an event only', async () => {
    await bench.putMinutes('errors', [99]);
    await bench.putAlarm({ EvaluationPeriods: 1, AlarmActions: [functionArn], ActionsEnabled: false });
    await bench.account.setClock(NOON);
    expect(await receive('events')).toMatchObject({ detail: { state: { value: 'ALARM' } } });
    expect(await logLines(bench.account, '/aws/lambda/Receiver')).toEqual([]);
  });

  test('moves the composite alarm above it', async () => {
    await bench.putMinutes('errors', [99]);
    await bench.putAlarm({ EvaluationPeriods: 1 });
    await bench.putAlarm({
      AlarmName: 'calm',
      MetricName: 'calls',
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
    });
    const rule = 'ALARM("alarm") AND OK("calm")';
    await bench.cloudWatch.send(
      new PutCompositeAlarmCommand({ AlarmName: 'both', AlarmRule: rule, AlarmActions: [topic] }),
    );
    expect(await bench.stateAtNoon('both')).toBe('ALARM');
    expect(await receive('notified')).toMatchObject({ AlarmName: 'both', NewStateValue: 'ALARM' });
  });
});
