import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { type ReleaseOperation, ROLLBACK_EXECUTION } from '../contract';
import { LoggedStateMachine } from './logged-state-machine';
import { type MachineContext, rollbackStateMachineName, stateMachineName } from './machine-context';
import type { State } from './release-definition';

/** What goes through this entry. */
const OPERATIONS: readonly ReleaseOperation[] = ['ROLLBACK', 'ABORT'];
/** Members of a request that go through. Not where an answer is sent, nor a manifest or declaration. */
const MEMBERS = [
  'schemaVersion',
  'operation',
  'requestedBy',
  'reason',
  'expectedLive',
  'lockWaitSeconds',
  'to',
  'automatic',
] as const;

/** Whoever may deliver a request twice gives it an id, so that it is one rollback; else this execution's name is it. */
const REQUEST_ID = '($exists($states.input.requestId) ? $states.input.requestId : $states.context.Execution.Name)';
/** The execution of that name is over. One that still runs is given back as it is. */
const STARTED_BEFORE = 'StepFunctions.ExecutionAlreadyExistsException';

/**
 * A second way into the release machine, which only rolls back and aborts: IAM cannot look into the input of an
 * execution, so who may do no more than that needs a machine of its own to start. It starts the release machine and gives
 * back the ARN of that execution.
 */
export class RollbackEntry extends Construct {
  readonly machine: LoggedStateMachine;

  constructor(scope: Construct, id: string, context: MachineContext, releaseMachineArn: string) {
    super(scope, id);
    const { store, endpointName } = context;
    this.machine = new LoggedStateMachine(this, 'StateMachine', {
      stateMachineName: rollbackStateMachineName(endpointName),
      description: `Rollback and abort of the endpoint ${endpointName}`,
      definition: rollbackDefinition(Stack.of(this).partition, endpointName, releaseMachineArn),
      statements: [new iam.PolicyStatement({ actions: ['states:StartExecution'], resources: [releaseMachineArn] })],
      encryptionKey: store.keys.logs,
      logRetention: store.functionSettings.logRetention,
      permissionsBoundary: context.permissionsBoundary,
    });
  }
}

function rollbackDefinition(partition: string, endpointName: string, stateMachineArn: string): State {
  const operations = OPERATIONS.map((operation) => `'${operation}'`).join(', ');
  const members = MEMBERS.map((member) => `'${member}': $states.input.${member}`).join(', ');
  return {
    Comment: `Rollback and abort of the endpoint ${endpointName}, and nothing else`,
    QueryLanguage: 'JSONata',
    TimeoutSeconds: 300,
    StartAt: 'Check',
    States: {
      Check: {
        Type: 'Choice',
        Choices: [{ Condition: `{% $states.input.operation in [${operations}] %}`, Next: 'Start' }],
        Default: 'Refused',
      },
      Start: {
        Type: 'Task',
        Resource: `arn:${partition}:states:::states:startExecution`,
        Arguments: {
          StateMachineArn: stateMachineArn,
          Name: `{% '${ROLLBACK_EXECUTION.PREFIX}' & $substring(${REQUEST_ID}, 0, ${ROLLBACK_EXECUTION.LENGTH}) %}`,
          Input: `{% {${members}} %}`,
        },
        TimeoutSeconds: 60,
        Retry: [
          { ErrorEquals: [STARTED_BEFORE], MaxAttempts: 0 },
          { ErrorEquals: ['States.ALL'], IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 4, JitterStrategy: 'FULL' },
        ],
        Catch: [{ ErrorEquals: [STARTED_BEFORE], Next: 'AskedBefore' }],
        Output: { executionArn: '{% $states.result.ExecutionArn %}' },
        End: true,
      },
      AskedBefore: { Type: 'Succeed' },
      Refused: {
        Type: 'Fail',
        Error: 'NotARollback',
        Cause: `Only ${OPERATIONS.join(' and ')} go through this machine. Start ${stateMachineName(endpointName)} for everything else.`,
      },
    },
  };
}
