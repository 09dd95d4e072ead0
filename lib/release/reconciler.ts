import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { ReleaseWatchEvent } from '../contract';
import type { ReleaseMachine } from './release-machine';

export interface ReconcilerProps {
  readonly endpointName: string;
  readonly machine: ReleaseMachine;
}

const INTERVAL = Duration.minutes(5);
/** How an execution ends that could not give its lock back. */
const DEAD = ['FAILED', 'TIMED_OUT', 'ABORTED'];
/** Names of executions that settle what another one left: a failure of theirs must not start the next. */
const SETTLING = 'settle-';

/**
 * When endpoint and ledger are compared: on every event of the endpoint, every five minutes, and whenever an execution of
 * the machine has died, so that what it left is settled at once. Once a day it is checked that a rollback would work.
 */
export class Reconciler extends Construct {
  constructor(scope: Construct, id: string, { endpointName, machine }: ReconcilerProps) {
    super(scope, id);
    const watch = machine.functions.watch.function;
    const calling = (event: ReleaseWatchEvent) =>
      new targets.LambdaFunction(watch, { event: events.RuleTargetInput.fromObject(event) });
    new events.Rule(this, 'EndpointEvents', {
      description: `Compares ${endpointName} with its ledger when SageMaker says that it changed`,
      eventPattern: {
        source: ['aws.sagemaker'],
        detailType: ['SageMaker Endpoint State Change', 'SageMaker Endpoint Deployment State Change'],
        // SageMaker writes names in ARNs in lower case, and events carry both.
        detail: { EndpointName: events.Match.equalsIgnoreCase(endpointName) },
      },
      targets: [calling({})],
    });
    new events.Rule(this, 'DeadExecutions', {
      description: `Settles what a dead execution of the release machine of ${endpointName} has left`,
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          stateMachineArn: [machine.machine.stateMachineArn],
          status: DEAD,
          name: events.Match.anythingButPrefix(SETTLING),
        },
      },
      targets: [calling({})],
    });
    new events.Rule(this, 'Regularly', {
      description: `Compares ${endpointName} with its ledger`,
      schedule: events.Schedule.rate(INTERVAL),
      targets: [calling({})],
    });
    new events.Rule(this, 'Daily', {
      description: `Checks that the release before the live one of ${endpointName} could come back`,
      schedule: events.Schedule.rate(Duration.days(1)),
      targets: [calling({ check: 'readiness' })],
    });
  }
}
