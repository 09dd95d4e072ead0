import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { allowEventDelivery, DeadLetterQueue, type RuntimeFunction } from '../core';
import type { AlertTopic, ArtifactStore } from '../foundation';
import type { CaptureLocationConfig } from './capture-location';

export interface ArrivalsProps {
  readonly store: ArtifactStore;
  readonly alerts?: AlertTopic;
  readonly endpointName: string;
  readonly variantName: string;
  readonly capture: CaptureLocationConfig;
  readonly consumer: RuntimeFunction;
}

/** Attempts at one message before it is a dead letter. */
const ATTEMPTS = 3;
/** Objects sketched by one call at most: with the time-out of the function, half a minute for each. */
const BATCH_SIZE = 10;

/** Brings the capture objects of one variant to the function that sketches them: S3 event, rule, queue. */
export class Arrivals extends Construct {
  readonly deadLetters: DeadLetterQueue;
  readonly queue: sqs.Queue;

  constructor(scope: Construct, id: string, props: ArrivalsProps) {
    super(scope, id);
    const { store, consumer } = props;
    const { messaging } = store.keys;
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', {
      encryptionKey: messaging,
      alarmDescription: `A capture object of ${props.endpointName} could not be sketched in ${ATTEMPTS} attempts. Windows are judged without it only if it is also unreadable then. Read the function's log, repair the cause, then redrive the queue.`,
      alarmActions: props.alerts?.alarmActions,
    });
    this.queue = new sqs.Queue(this, 'Resource', {
      encryption: sqs.QueueEncryption.KMS,
      encryptionMasterKey: messaging,
      enforceSSL: true,
      retentionPeriod: Duration.days(4),
      // AWS: at least six times the time-out of the function.
      visibilityTimeout: Duration.minutes(30),
      deadLetterQueue: { queue: this.deadLetters.queue, maxReceiveCount: ATTEMPTS },
    });
    const rule = this.rule(props);
    this.admit(rule);
    allowEventDelivery(this, messaging);
    consumer.allow(
      new iam.PolicyStatement({
        actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
        resources: [this.queue.queueArn],
      }),
    );
    const source = new lambda.EventSourceMapping(this, 'Source', {
      target: consumer.function,
      eventSourceArn: this.queue.queueArn,
      batchSize: BATCH_SIZE,
      reportBatchItemFailures: true,
    });
    // Lambda checks at creation that the role may read the queue.
    source.node.addDependency(consumer.role);
  }

  private rule({ endpointName, variantName, capture }: ArrivalsProps): events.CfnRule {
    const key = `${capture.prefix}${capture.byConfiguration ? '*/' : ''}${endpointName}/${variantName}/*.jsonl`;
    return new events.CfnRule(this, 'Rule', {
      description: `Capture objects of ${endpointName} to the queue of its drift monitor`,
      eventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { bucket: { name: [capture.bucketName] }, object: { key: [{ wildcard: key }] } },
      },
      targets: [{ id: 'Queue', arn: this.queue.queueArn }],
    });
  }

  private admit(rule: events.CfnRule): void {
    this.queue.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': rule.attrArn } },
      }),
    );
  }
}
