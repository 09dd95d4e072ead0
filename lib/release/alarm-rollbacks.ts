import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { RELEASE_SCHEMA_VERSION } from '../contract';
import { allowEventDelivery, DeadLetterQueue, serviceRole } from '../core';
import type { MachineContext } from './machine-context';
import { grantStart } from './release-grants';

/** Rollbacks that alarms ask for, and the queue of those that could not be started. */
export class AlarmRollbacks extends Construct {
  private readonly stateMachine: sfn.IStateMachine;
  private readonly deadLetters: DeadLetterQueue;
  private readonly role: iam.Role;

  constructor(
    scope: Construct,
    id: string,
    private readonly context: MachineContext,
    rollbackMachineArn: string,
  ) {
    super(scope, id);
    const { endpointName, store, alerts, permissionsBoundary } = context;
    const { messaging } = store.keys;
    this.stateMachine = sfn.StateMachine.fromStateMachineArn(this, 'Entry', rollbackMachineArn);
    this.role = serviceRole(this, 'Role', {
      service: 'events.amazonaws.com',
      description: `Starts rollbacks of the endpoint ${endpointName} when alarms go off`,
      permissionsBoundary,
    });
    grantStart(this.role, rollbackMachineArn);
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', {
      encryptionKey: messaging,
      alarmDescription: `An alarm asked for a rollback of ${endpointName}, which could not be started. Roll back by hand: production-ml rollback --endpoint ${endpointName}.`,
      alarmActions: alerts?.alarmActions,
    });
    allowEventDelivery(this, messaging);
  }

  /** A rule that rolls back whenever an alarm comes to be in ALARM. */
  add(id: string, alarm: cloudwatch.IAlarm): events.Rule {
    const { endpointName } = this.context;
    const rule = new events.Rule(this, id, {
      description: `Rolls ${endpointName} back when ${alarm.alarmName} goes off`,
      eventPattern: {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        resources: [alarm.alarmArn],
        detail: { state: { value: ['ALARM'] } },
      },
    });
    const name = events.EventField.fromPath('$.detail.alarmName');
    rule.addTarget(
      new targets.SfnStateMachine(this.stateMachine, {
        role: this.role,
        deadLetterQueue: this.deadLetters.queue,
        input: events.RuleTargetInput.fromObject({
          schemaVersion: RELEASE_SCHEMA_VERSION,
          operation: 'ROLLBACK',
          automatic: true,
          // EventBridge delivers at least once.
          requestId: events.EventField.eventId,
          requestedBy: `alarm ${name}`,
          reason: `The alarm ${name} went off at ${events.EventField.time}`,
        }),
      }),
    );
    return rule;
  }
}
