import { type RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { allowCloudWatchLogs, checkKey, Problems, secureKey, validateNamePrefix } from '../core';
import { takePrefix } from './name-prefix';

/** Properties of `EncryptionKeys`. An imported key must already allow the services named at its property. */
export interface EncryptionKeysProps {
  /**
   * Existing key for model artifacts, manifests and baselines.
   *
   * @default - a key is made
   */
  readonly artifactsKey?: kms.IKey;

  /**
   * Existing key for captured requests and all that is derived from them.
   *
   * @default - a key is made
   */
  readonly inferenceDataKey?: kms.IKey;

  /**
   * Existing key for decision records, release manifests and the audit trail.
   * CloudTrail must be allowed to use it when an `AuditTrail` is.
   *
   * @default - a key is made
   */
  readonly evidenceKey?: kms.IKey;

  /**
   * Existing key for log groups and for the environment of functions.
   * CloudWatch Logs of the Region must be allowed to use it.
   *
   * @default - a key is made
   */
  readonly logsKey?: kms.IKey;

  /**
   * Existing key for topics and queues.
   * CloudWatch and SNS must be allowed to use it.
   *
   * @default - a key is made
   */
  readonly messagingKey?: kms.IKey;

  /**
   * Gives each key the alias `<namePrefix>/<purpose>`: lower-case letters, digits and hyphens, at most 20.
   *
   * @default - the keys have no alias
   */
  readonly namePrefix?: string;

  /**
   * What happens to the keys when they are removed from the stack. Deleting a key makes all data under it unreadable.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The customer-managed keys of a deployment, one a purpose, so that a right to one kind of data is never a right to
 * another. Each is rotated yearly and retained; deletion waits 30 days.
 */
export class EncryptionKeys extends Construct {
  /** Model artifacts, manifests, baselines. */
  readonly artifacts: kms.IKey;
  /** Captured requests, sketches, predictions, labels, reports. */
  readonly inferenceData: kms.IKey;
  /** Decision records, release manifests, drill evidence, the audit trail. */
  readonly evidence: kms.IKey;
  /** Log groups, and the environment of functions. */
  readonly logs: kms.IKey;
  /** Topics and queues. */
  readonly messaging: kms.IKey;

  constructor(scope: Construct, id: string, props: EncryptionKeysProps = {}) {
    super(scope, id);
    const problems = new Problems(this);
    validateNamePrefix(problems, props.namePrefix);
    for (const prop of ['artifactsKey', 'inferenceDataKey', 'evidenceKey', 'logsKey', 'messagingKey'] as const) {
      checkKey(problems, prop, props[prop]);
    }
    problems.throwIfAny();

    const make = (purpose: string, keyId: string, description: string) => {
      const alias = props.namePrefix === undefined ? undefined : `${props.namePrefix}/${purpose}`;
      if (alias !== undefined) takePrefix(this, 'key alias', alias);
      return secureKey(this, keyId, { description, alias, removalPolicy: props.removalPolicy });
    };
    this.artifacts = props.artifactsKey ?? make('artifacts', 'Artifacts', 'Model artifacts, manifests and baselines');
    this.inferenceData =
      props.inferenceDataKey ?? make('inference-data', 'InferenceData', 'Captured inference data and its reports');
    this.evidence = props.evidenceKey ?? make('evidence', 'Evidence', 'Decision records and the audit trail');
    this.logs = props.logsKey ?? make('logs', 'Logs', 'Log groups and the environment of functions');
    this.messaging = props.messagingKey ?? make('messaging', 'Messaging', 'Topics and queues');
    allowCloudWatchLogs(this, this.logs);
    this.allowNotifications();
  }

  /** Alarms publish to encrypted topics, and SNS moves what it cannot deliver to encrypted queues. */
  private allowNotifications(): void {
    this.messaging.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'AllowAlarmsAndTopics',
        principals: [
          new iam.ServicePrincipal('cloudwatch.amazonaws.com'),
          new iam.ServicePrincipal('sns.amazonaws.com'),
        ],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
  }
}
