import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { deploymentRecordPrefix, principalPartition } from '../contract';
import { KeyUse, keyUseStatement } from '../core';
import { endpointArnOf } from '../serving';
import { rollbackStateMachineName, stateMachineName } from './machine-context';
import { endpointItems, type IReleaseLedger, itemStatements } from './release-ledger';

/** `${aws:userid}`: IAM puts the caller's unique id in its place. */
const CALLER = `\${${'aws:userid'}}`;

function grantAll(grantee: iam.IGrantable, statements: readonly iam.PolicyStatement[]): iam.Grant {
  const grants = statements.map((statement) =>
    iam.Grant.addToPrincipal({
      grantee,
      actions: statement.actions,
      resourceArns: statement.resources,
      conditions: statement.conditions as Record<string, Record<string, unknown>>,
    }),
  );
  return grants.reduce((all, grant) => all.combine(grant));
}

/** Starting one state machine. Its data is encrypted with the machine's own right to the key. */
export function grantStart(grantee: iam.IGrantable, stateMachineArn: string, requireMfa = false): iam.Grant {
  return iam.Grant.addToPrincipal({
    grantee,
    actions: ['states:StartExecution'],
    resourceArns: [stateMachineArn],
    conditions: requireMfa ? { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } : undefined,
  });
}

/** Writing below the caller's own partition of the ledger. */
export function grantApproval(scope: Construct, grantee: iam.IGrantable, ledger: IReleaseLedger): iam.Grant {
  const actions = ['dynamodb:PutItem'];
  return grantAll(grantee, itemStatements(scope, ledger, actions, principalPartition(CALLER)));
}

export interface ReadingProps {
  readonly endpointName: string;
  readonly ledger: IReleaseLedger;
  readonly alarmArns: readonly string[];
  /** Encrypts the history of the executions. */
  readonly historyKey: kms.IKey;
}

/** All that an answer to "what is live, and why" takes. */
export function grantReading(scope: Construct, grantee: iam.IGrantable, props: ReadingProps): iam.Grant {
  const stack = Stack.of(scope);
  const allow = (actions: string[], resources: string[]) => new iam.PolicyStatement({ actions, resources });
  const executions = [stateMachineName, rollbackStateMachineName].map((nameOf) =>
    stack.formatArn({ service: 'states', resource: `execution:${nameOf(props.endpointName)}:*` }),
  );
  return grantAll(grantee, [
    ...endpointItems(scope, props.ledger, props.endpointName, 'read'),
    // Where the command line finds what is deployed around the endpoint.
    allow(['ssm:GetParametersByPath'], [recordsArn(stack, props.endpointName)]),
    allow(['sagemaker:DescribeEndpoint'], [endpointArnOf(scope, props.endpointName)]),
    allow(['cloudwatch:DescribeAlarms'], [...props.alarmArns]),
    allow(['states:DescribeExecution', 'states:GetExecutionHistory'], executions),
    keyUseStatement(scope, props.historyKey, KeyUse.READ, 'states'),
  ]);
}

/** IAM knows a path without the slash at its end. */
function recordsArn(stack: Stack, endpointName: string): string {
  const path = deploymentRecordPrefix(endpointName).replace(/^\/|\/$/g, '');
  return stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName: path });
}
