import { Duration } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { NAMESPACE } from '../contract';
import { bundleCode } from './bundle-code';
import { defaultCodeSigning } from './code-signing';
import { DeadLetterQueue } from './dead-letter-queue';
import { allowNetworkInterfaces, httpsOnlySecurityGroup } from './function-network';
import type { FunctionSettings } from './function-settings';
import { KeyUse, keyUseStatement } from './key-use';
import { secureLogGroup } from './secure-log-group';
import { serviceRole } from './service-role';
import { Problems } from './validation';

export interface RuntimeFunctionProps extends FunctionSettings {
  /** Name of the bundle: a folder of `lambda/handlers`. */
  readonly bundle: string;
  readonly description: string;
  /** Encrypts log group and environment. Its policy must let CloudWatch Logs of this Region use it. */
  readonly logsKey: kms.IKey;
  /** Encrypts the dead-letter queue. */
  readonly messagingKey: kms.IKey;
  /** Told when an event could not be handled. @default - nobody, which the ISO 27001 checks report */
  readonly alarmActions?: readonly cloudwatch.IAlarmAction[];
  /** @default - none beside those every function has */
  readonly environment?: Readonly<Record<string, string>>;
  /** 1 second to 15 minutes. @default Duration.minutes(1) */
  readonly timeout?: Duration;
  /** MiB, 128 to 10240; CPU grows with it, one core at 1769. @default 512 */
  readonly memorySize?: number;
  /** Most instances at once, 0 to stop the function. @default 5 */
  readonly concurrency?: number;
  /** Role instead of an own one; gets the same statements if it can be changed. @default - an own role */
  readonly role?: iam.IRole;
}

const PROBLEM_REMEDY =
  'See the quotas of AWS Lambda: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html';

/**
 * The one factory of Lambda functions. Each has a role of its own with explicit statements only, an encrypted log
 * group with a retention, an encrypted environment, traces, a bounded concurrency and a dead-letter queue that raises
 * an alarm. Its code is a bundle that ships with this package, so that a synthesis builds nothing.
 */
export class RuntimeFunction extends Construct implements iam.IGrantable {
  readonly function: lambda.Function;
  readonly role: iam.IRole;
  readonly logGroup: logs.LogGroup;
  readonly deadLetters: DeadLetterQueue;
  readonly grantPrincipal: iam.IPrincipal;

  constructor(scope: Construct, id: string, props: RuntimeFunctionProps) {
    super(scope, id);
    validate(this, props);
    this.role = props.role ?? this.ownRole(props);
    this.grantPrincipal = this.role.grantPrincipal;
    this.logGroup = secureLogGroup(this, 'Logs', {
      encryptionKey: props.logsKey,
      retention: props.logRetention,
      removalPolicy: props.removalPolicy,
    });
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', {
      encryptionKey: props.messagingKey,
      alarmDescription: `${props.description}: an event failed every attempt. Read the function's log, repair the cause, then redrive the queue.`,
      alarmActions: props.alarmActions,
    });
    this.allowRuntime(props);
    this.function = new lambda.Function(this, 'Resource', {
      description: props.description,
      code: bundleCode(props.bundle),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_22_X,
      architecture: lambda.Architecture.ARM_64,
      role: this.role,
      logGroup: this.logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      tracing: lambda.Tracing.ACTIVE,
      environment: { ...standardEnvironment(props.bundle), ...props.environment },
      environmentEncryption: props.logsKey,
      deadLetterQueue: this.deadLetters.queue,
      codeSigningConfig: props.codeSigningConfig ?? defaultCodeSigning(this),
      timeout: props.timeout ?? Duration.minutes(1),
      memorySize: props.memorySize ?? 512,
      reservedConcurrentExecutions: props.reserveConcurrency === false ? undefined : (props.concurrency ?? 5),
      vpc: props.vpc,
      vpcSubnets: props.vpcSubnets,
      securityGroups: props.vpc === undefined ? undefined : this.securityGroups(props.vpc, props),
    });
  }

  /** Adds a statement to the function's role. */
  allow(statement: iam.PolicyStatement): void {
    this.role.addToPrincipalPolicy(statement);
  }

  private ownRole(props: RuntimeFunctionProps): iam.Role {
    return serviceRole(this, 'Role', {
      service: 'lambda.amazonaws.com',
      description: props.description,
      permissionsBoundary: props.permissionsBoundary,
    });
  }

  private securityGroups(vpc: NonNullable<FunctionSettings['vpc']>, props: RuntimeFunctionProps) {
    return props.securityGroups ?? [httpsOnlySecurityGroup(this, 'SecurityGroup', vpc)];
  }

  /** What every function needs beside its own work; tracing and the dead-letter queue's send come from the L2. */
  private allowRuntime(props: RuntimeFunctionProps): void {
    this.allow(
      new iam.PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [this.logGroup.logGroupArn],
      }),
    );
    this.allow(keyUseStatement(this, props.logsKey, KeyUse.READ, 'lambda'));
    this.allow(keyUseStatement(this, props.messagingKey, KeyUse.WRITE, 'sqs'));
    if (props.vpc !== undefined) allowNetworkInterfaces(this, this.role);
  }
}

function standardEnvironment(bundle: string): Record<string, string> {
  return {
    NODE_OPTIONS: '--enable-source-maps',
    POWERTOOLS_SERVICE_NAME: bundle,
    POWERTOOLS_METRICS_NAMESPACE: NAMESPACE,
  };
}

function validate(scope: Construct, props: RuntimeFunctionProps): void {
  const problems = new Problems(scope);
  const seconds = props.timeout?.isUnresolved() === false ? props.timeout.toSeconds() : undefined;
  problems.integer('timeout (seconds)', seconds, { min: 1, max: 900 }, PROBLEM_REMEDY);
  problems.integer('memorySize', props.memorySize, { min: 128, max: 10_240 }, PROBLEM_REMEDY);
  problems.integer('concurrency', props.concurrency, { min: 0, max: 1000 }, PROBLEM_REMEDY);
  for (const prop of ['vpcSubnets', 'securityGroups'] as const) {
    problems.expect(props[prop] === undefined || props.vpc !== undefined, {
      prop,
      value: 'given without vpc',
      expected: 'no value unless vpc is given',
      remedy: `Pass the VPC as vpc, or leave ${prop} out.`,
    });
  }
  problems.throwIfAny();
}
