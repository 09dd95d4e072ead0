import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { secureLogGroup, serviceRole } from '../core';

export interface LoggedStateMachineProps {
  readonly stateMachineName: string;
  readonly description: string;
  readonly definition: Readonly<Record<string, unknown>>;
  /** What its steps may do. */
  readonly statements: readonly iam.PolicyStatement[];
  /** Encrypts definition, history and log. Its policy must let CloudWatch Logs of this Region use it. */
  readonly encryptionKey: kms.IKey;
  readonly logRetention?: logs.RetentionDays;
  readonly permissionsBoundary?: iam.IManagedPolicy;
}

/** What Step Functions does to set up its log, with the role of the machine; none of it has a resource level. */
const LOG_DELIVERY = [
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
];
const TRACING = [
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];
/** Data keys are used again for as long as Step Functions allows: fewer calls of KMS, and less that can fail. */
const DATA_KEY_SECONDS = 900;

/**
 * A standard state machine with a role of explicit statements, traced, encrypted by a customer-managed key, every step
 * logged. It has a name, so that rights can be written for it before it is there.
 */
export class LoggedStateMachine extends Construct {
  readonly stateMachine: sfn.CfnStateMachine;
  readonly stateMachineArn: string;
  readonly role: iam.Role;
  readonly logGroup: logs.LogGroup;

  constructor(scope: Construct, id: string, props: LoggedStateMachineProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const { stateMachineName, encryptionKey } = props;
    this.stateMachineArn = stack.formatArn({ service: 'states', resource: `stateMachine:${stateMachineName}` });
    this.role = serviceRole(this, 'Role', {
      service: 'states.amazonaws.com',
      description: props.description,
      permissionsBoundary: props.permissionsBoundary,
      sourceArn: this.stateMachineArn,
    });
    this.logGroup = secureLogGroup(this, 'Logs', {
      // Groups below /aws/vendedlogs/ do not count against the size of the account's resource policy.
      logGroupName: `/aws/vendedlogs/states/${stateMachineName}`,
      encryptionKey,
      retention: props.logRetention,
      // A fixed name: a retained group would block the next deployment of the stack.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    for (const statement of [...props.statements, ...this.ownStatements(encryptionKey)]) {
      this.role.addToPolicy(statement);
    }
    this.allowDelivery(encryptionKey);
    this.stateMachine = new sfn.CfnStateMachine(this, 'Resource', {
      stateMachineName,
      stateMachineType: 'STANDARD',
      definitionString: stack.toJsonString(props.definition),
      roleArn: this.role.roleArn,
      tracingConfiguration: { enabled: true },
      loggingConfiguration: {
        level: 'ALL',
        // The data holds the URL by which CloudFormation is answered, which is as good as a password.
        includeExecutionData: false,
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: this.logGroup.logGroupArn } }],
      },
      encryptionConfiguration: {
        type: 'CUSTOMER_MANAGED_KMS_KEY',
        kmsKeyId: encryptionKey.keyArn,
        kmsDataKeyReusePeriodSeconds: DATA_KEY_SECONDS,
      },
    });
    this.stateMachine.node.addDependency(this.role);
  }

  /** https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html */
  private ownStatements(key: kms.IKey): iam.PolicyStatement[] {
    return [
      new iam.PolicyStatement({ actions: LOG_DELIVERY, resources: ['*'] }),
      new iam.PolicyStatement({ actions: TRACING, resources: ['*'] }),
      new iam.PolicyStatement({
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [key.keyArn],
        conditions: { StringEquals: { 'kms:EncryptionContext:aws:states:stateMachineArn': this.stateMachineArn } },
      }),
      new iam.PolicyStatement({
        actions: ['kms:GenerateDataKey'],
        resources: [key.keyArn],
        conditions: { StringEquals: { 'kms:EncryptionContext:SourceArn': this.logsOfTheAccount() } },
      }),
    ];
  }

  /** The log of an encrypted machine is encrypted on its way too. An imported key must already do so. */
  private allowDelivery(key: kms.IKey): void {
    key.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('delivery.logs.amazonaws.com')],
        actions: ['kms:Decrypt'],
        resources: ['*'],
        conditions: { StringEquals: { 'kms:EncryptionContext:SourceArn': this.logsOfTheAccount() } },
      }),
    );
  }

  private logsOfTheAccount(): string {
    return Stack.of(this).formatArn({ service: 'logs', resource: '*' });
  }
}
