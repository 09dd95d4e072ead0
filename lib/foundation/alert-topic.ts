import { createHash } from 'node:crypto';
import { Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { DeadLetterQueue, Problems } from '../core';
import type { AlertChannel } from './alert-channel';
import type { EncryptionKeys } from './encryption-keys';

/** Properties of `AlertTopic`. */
export interface AlertTopicProps {
  /** Who is told: at least one channel, each once. */
  readonly channels: AlertChannel[];

  /** Keys, of which topic and queue use the one for messaging. */
  readonly keys: EncryptionKeys;
}

/**
 * Where alarms go: an encrypted topic that takes messages over TLS only, with a subscription for each channel and a
 * queue, itself watched, for what could not be delivered. Channels that are existing topics are notified beside it.
 */
export class AlertTopic extends Construct {
  private readonly keys: EncryptionKeys;
  private readonly known: sns.ITopic[] = [];
  private ownTopic?: sns.Topic;
  private undelivered?: DeadLetterQueue;

  constructor(scope: Construct, id: string, props: AlertTopicProps) {
    super(scope, id);
    this.keys = props.keys;
    const problems = new Problems(this);
    const channels = props.channels ?? [];
    const remedy = 'Name who is told, for example AlertChannel.email("ml-on-call@example.com").';
    problems.required('keys', props.keys, 'EncryptionKeys', 'Pass the keys of the deployment.');
    problems.expect(channels.length > 0, {
      prop: 'channels',
      value: channels,
      expected: 'at least one channel',
      remedy,
    });
    for (const [index, channel] of channels.entries()) {
      const prop = `channels[${index}]`;
      const bindable = typeof channel?.bind === 'function';
      problems.expect(bindable, { prop, value: channel, expected: 'an AlertChannel', remedy });
    }
    problems.throwIfAny();
    for (const channel of channels) channel.bind(this);
  }

  /** The topics that an alarm must notify to reach every channel. */
  get topics(): sns.ITopic[] {
    return [...this.known];
  }

  /** The same as actions, for constructs that take actions. */
  get alarmActions(): cloudwatch.IAlarmAction[] {
    return this.known.map((topic) => new SnsAction(topic));
  }

  /** Makes an alarm tell every channel when it goes off and when it is over. */
  watch(alarm: cloudwatch.AlarmBase): void {
    alarm.addAlarmAction(...this.alarmActions);
    alarm.addOkAction(...this.alarmActions);
  }

  /** Adds a topic that exists elsewhere. Its policy and key must let CloudWatch alarms of this account publish. */
  addTopic(topic: sns.ITopic): void {
    if (!this.known.includes(topic)) this.known.push(topic);
  }

  /** Subscribes an endpoint to this construct's own topic. */
  addSubscription(protocol: sns.SubscriptionProtocol, endpoint: string): void {
    const topic = this.ensureTopic();
    const id = subscriptionId(this, protocol, endpoint);
    const problems = new Problems(this);
    problems.expect(this.node.tryFindChild(id) === undefined, {
      prop: 'channels',
      value: endpoint,
      expected: 'each channel once',
      remedy: 'Remove the repeated channel.',
    });
    problems.throwIfAny();
    new sns.Subscription(this, id, { topic, protocol, endpoint, deadLetterQueue: this.undelivered?.queue });
  }

  private ensureTopic(): sns.Topic {
    if (this.ownTopic !== undefined) return this.ownTopic;
    const topic = new sns.Topic(this, 'Resource', { masterKey: this.keys.messaging, enforceSSL: true });
    const { partition, region, account } = Stack.of(this);
    topic.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'AllowAlarms',
        principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
        },
      }),
    );
    this.ownTopic = topic;
    this.known.push(topic);
    this.undelivered = new DeadLetterQueue(this, 'Undelivered', {
      encryptionKey: this.keys.messaging,
      alarmDescription: 'An alert did not reach a channel. Read the queue, repair or replace the channel.',
      alarmActions: [new SnsAction(topic)],
    });
    return topic;
  }
}

/** Stable over synths and over the order of channels, also where the endpoint is a token. */
function subscriptionId(scope: Construct, protocol: sns.SubscriptionProtocol, endpoint: string): string {
  const identity = JSON.stringify([protocol, Stack.of(scope).resolve(endpoint)]);
  return `Subscription${createHash('sha256').update(identity).digest('hex').slice(0, 8)}`;
}
