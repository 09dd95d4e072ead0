import { Duration, Tags } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as events from 'aws-cdk-lib/aws-events';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { RELEASE_DIFFERENCE_EVENT, RELEASE_EVENT, ReleaseMetric } from '../contract';
import { libraryEventRule } from '../core';
import { NetworkService } from '../foundation';
import {
  defaultPolicy,
  endpointArnOf,
  endpointNameOf,
  fromVpcs,
  Hosting,
  invokeFromOf,
  ModelEndpointBase,
  repositoryArn,
  rollbackPolicy,
  watchAbuse,
} from '../serving';
import { AlarmRollbacks } from './alarm-rollbacks';
import { checkReleasedEndpoint } from './check-released-endpoint';
import { endpointResource, keepReplaced } from './endpoint-resource';
import { candidatePrefix } from './function-rights';
import { distinctArns, type MachineContext } from './machine-context';
import { Reconciler } from './reconciler';
import { objectiveSeconds } from './recovery-time';
import { abortAlarm, failedExecutions, releaseAlarms, releaseMetric } from './release-alarms';
import { declaredProperties, retentionDays } from './release-declaration';
import { leaveWord } from './release-deployment';
import { grantApproval, grantReading, grantStart } from './release-grants';
import { type IReleaseLedger, ReleaseLedger } from './release-ledger';
import { ReleaseMachine } from './release-machine';
import type { ReleasedEndpointProps } from './released-endpoint-props';
import { byRole, productionOf, releasedVariants } from './released-variants';
import { RollbackEntry } from './rollback-entry';
import type { RollbackGrantOptions } from './rollback-grant-options';

/**
 * A SageMaker endpoint that the release machine owns: what is live changes by `cdk deploy` and at run time alike, and
 * neither undoes the other.
 *
 * The template holds the declared shape: models and configuration as native resources, and one `Custom::ReleasedEndpoint`
 * whose handler starts the same state machine as every other cause of a change. Each change is a numbered, signed release
 * in the ledger; a rollback brings back an earlier one as it was, to the byte.
 *
 * Escape hatches: `node.defaultChild` is the `CfnResource` of the custom resource; `endpointConfig`, `models` and `stateMachine` are L1s.
 */
export class ReleasedEndpoint extends ModelEndpointBase implements ec2.IConnectable {
  /** Services that the release machine calls from inside a `PrivateNetwork`, beside those that every network has. */
  static networkServices(): NetworkService[] {
    return [
      NetworkService.SAGEMAKER_API,
      NetworkService.STEP_FUNCTIONS,
      NetworkService.KMS,
      NetworkService.ECR_API,
      NetworkService.APPLICATION_AUTO_SCALING,
      NetworkService.CLOUDTRAIL,
      NetworkService.CLOUDFORMATION,
    ];
  }

  readonly endpointName: string;
  readonly endpointArn: string;
  readonly defaultVariantName: string;
  /** Names of the variants that can answer requests. */
  readonly productionVariantNames: string[];
  /** The role that SageMaker hosts the endpoint with. */
  readonly executionRole: iam.IRole;
  /** Where the containers log. */
  readonly logGroup: logs.ILogGroup;
  /** Security groups of the instances; none without a VPC. */
  readonly connections: ec2.Connections;
  /** The declared models: champion, challenger, shadow. */
  readonly models: sagemaker.CfnModel[];
  /** The declared configuration. It never serves itself: each release has one of its own, made from it. */
  readonly endpointConfig: sagemaker.CfnEndpointConfig;
  /** Where releases are recorded. */
  readonly ledger: IReleaseLedger;
  /** The release machine. */
  readonly stateMachine: sfn.CfnStateMachine;
  /** The machine that only rolls back and aborts. */
  readonly rollbackStateMachine: sfn.CfnStateMachine;
  /** Stops a running deployment: it is in the list of every one. */
  readonly abortAlarm: cloudwatch.Alarm;
  /** Goes off when the endpoint is not what the ledger says is live. */
  readonly differenceAlarm: cloudwatch.Alarm;
  /** Goes off when the release before the live one could not come back. */
  readonly rollbackUnreadyAlarm: cloudwatch.Alarm;
  /** Goes off when a change was refused, rolled back, or could not be finished. */
  readonly failedExecutionsAlarm: cloudwatch.Alarm;
  /** Prefix of the artifact bucket to which candidates are uploaded. */
  readonly candidatePrefix: string;
  /** How long a rollback may take at most. */
  readonly recoveryTimeObjective: Duration;

  /** The alarms on unusually many and on refused requests, where they were asked for. */
  readonly abuseAlarms: cloudwatch.AlarmBase[];

  private readonly props: ReleasedEndpointProps;
  private readonly invokeFrom: ec2.IVpc[];
  private readonly context: MachineContext;
  private readonly machine: ReleaseMachine;
  private readonly entry: RollbackEntry;
  private alarmRollbacks?: AlarmRollbacks;

  /** @throws ValidationError naming every property, value, range and remedy of what would fail later */
  constructor(scope: Construct, id: string, props: ReleasedEndpointProps) {
    super(scope, id, { physicalName: props.endpointName });
    this.props = props;
    this.endpointName = props.endpointName ?? endpointNameOf(this);
    const variants = releasedVariants(props);
    const { champion, shadow } = variants;
    const production = productionOf(variants);
    const policy = props.deploymentPolicy ?? defaultPolicy(production);
    const subnetIds = checkReleasedEndpoint(this, { props, endpointName: this.endpointName, variants, policy });

    const { endpointName } = this;
    const hosting = new Hosting(this, { options: props, endpointName, production, shadow, subnetIds });
    this.endpointArn = endpointArnOf(this, endpointName);
    this.defaultVariantName = champion.variantName;
    this.productionVariantNames = production.map(({ variantName }) => variantName);
    this.connections = new ec2.Connections({ securityGroups: hosting.securityGroups });
    this.executionRole = hosting.executionRole;
    this.logGroup = hosting.logGroup;
    this.models = hosting.models;
    this.endpointConfig = hosting.endpointConfig;
    if (props.adoptExisting !== undefined) keepReplaced([this.endpointConfig, ...this.models]);
    this.candidatePrefix = candidatePrefix(endpointName);
    this.recoveryTimeObjective = Duration.seconds(objectiveSeconds(props));

    this.invokeFrom = invokeFromOf(this, props);
    this.abuseAlarms = watchAbuse(this, props);
    this.ledger = props.ledger ?? this.ownLedger();
    this.abortAlarm = abortAlarm(this, endpointName);
    const alarms = [this.abortAlarm, ...(props.rollbackAlarms ?? [])];
    const models = byRole(variants).map(([, { model }]) => model);
    this.context = {
      endpointName,
      store: props.store,
      ledger: this.ledger,
      alerts: props.alerts ?? props.store.alerts,
      permissionsBoundary: props.permissionsBoundary ?? props.store.functionSettings.permissionsBoundary,
      executionRole: this.executionRole,
      modelNames: [...new Set(models.map(({ name }) => name))],
      repositoryArns: distinctArns(
        this,
        models.map(({ image }) => repositoryArn(this, image)),
      ),
      declaredModelArns: this.models.map(({ ref }) => ref),
      declaredConfigArn: this.endpointConfig.ref,
      adoptedModelNames: props.adoptExisting?.modelNames ?? [],
      adoptedConfigName: props.adoptExisting?.endpointConfigName,
      alarmArns: alarms.map(({ alarmArn }) => alarmArn),
      volumeKey: hosting.volumeKey,
      retentionDays: retentionDays(props),
      repair: props.repair ?? false,
    };
    const { context } = this;
    this.machine = new ReleaseMachine(this, 'Machine', context);
    const { machine } = this;
    const { stateMachineArn } = machine.machine;
    this.stateMachine = machine.machine.stateMachine;
    rollbackPolicy(this, this.executionRole, [machine.arns.alarms, ...context.alarmArns]);
    this.entry = new RollbackEntry(this, 'Rollback', context, stateMachineArn);
    this.rollbackStateMachine = this.entry.machine.stateMachine;
    new Reconciler(this, 'Reconciler', { endpointName, machine });
    const told = releaseAlarms(this, {
      endpointName,
      stateMachineArn,
      alerts: context.alerts,
      runbookUrl: props.runbookUrl,
    });
    this.differenceAlarm = told.difference;
    this.rollbackUnreadyAlarm = told.rollbackUnready;
    this.failedExecutionsAlarm = told.failedExecutions;

    const alarmNames = alarms.map(({ alarmName }) => alarmName);
    leaveWord(this, props, stateMachineArn, this.entry.machine.stateMachineArn);
    const { store, rollbackAlarms = [] } = props;
    const needed = [...this.node.children, this.ledger, this.executionRole, this.logGroup, store, ...rollbackAlarms];
    const declared = { props, endpointName, variants, hosting, policy, alarmNames };
    const resource = endpointResource(this, machine, declaredProperties(this, declared));
    // It changes last: whatever the machine needs to answer must be there before, and go after it.
    resource.node.addDependency(...needed);
    for (const [key, value] of Object.entries(props.tags ?? {})) Tags.of(this).add(key, value);
  }

  /** @internal */
  override _invocationConditions(): Record<string, Record<string, string[]>> | undefined {
    return fromVpcs(this.invokeFrom);
  }

  /**
   * Lets a principal start the release machine: promote, roll back, abort, shift, pin. It needs no other right for it.
   * Whoever may read what it did is granted `grantRead`.
   */
  grantRelease(grantee: iam.IGrantable): iam.Grant {
    return grantStart(grantee, this.machine.machine.stateMachineArn);
  }

  /** Lets a principal roll back and stop a running change, and do nothing else. */
  grantRollback(grantee: iam.IGrantable, options: RollbackGrantOptions = {}): iam.Grant {
    return grantStart(grantee, this.entry.machine.stateMachineArn, options.requireMfa);
  }

  /**
   * Lets a principal put an approval, or a note that a version is its own, on record. IAM itself binds the record to the
   * principal's unique id, so that nobody can write in another one's name.
   */
  grantApprove(grantee: iam.IGrantable): iam.Grant {
    return grantApproval(this, grantee, this.ledger);
  }

  /** Lets a principal read ledger, endpoint, alarms and executions. */
  grantRead(grantee: iam.IGrantable): iam.Grant {
    const told = [this.differenceAlarm, this.rollbackUnreadyAlarm, this.failedExecutionsAlarm];
    return grantReading(this, grantee, {
      endpointName: this.endpointName,
      ledger: this.ledger,
      alarmArns: [this.machine.arns.alarms, ...this.context.alarmArns, ...told.map(({ alarmArn }) => alarmArn)],
      historyKey: this.props.store.keys.logs,
    });
  }

  /** Lets a role upload artifacts that are to be promoted; they are verified before they serve. */
  grantUploadCandidates(role: iam.IRole): iam.Grant {
    return this.props.store.grantWriteArtifacts(role, this.candidatePrefix);
  }

  /**
   * Rolls back when an alarm goes off, as the `emergencyAlarm` of a `DriftMonitor` does when a model can no longer be
   * trusted. It goes one step back and never a second one by itself: where what serves has come back already, the request
   * is refused, and that is an alarm for a person. A request that cannot be started is kept in a queue, with an alarm.
   */
  rollbackOnAlarm(id: string, alarm: cloudwatch.IAlarm): events.Rule {
    this.alarmRollbacks ??= new AlarmRollbacks(
      this,
      'AlarmRollbacks',
      this.context,
      this.entry.machine.stateMachineArn,
    );
    return this.alarmRollbacks.add(id, alarm);
  }

  /**
   * A rule that matches every change of a release's state. Its `detail` has `operation`, `state`, `release`, `live`,
   * `versions`, `reason`, `requestedBy` and `executionArn`.
   */
  onStateChange(id: string, options: events.OnEventOptions = {}): events.Rule {
    return libraryEventRule(this, id, { detailType: RELEASE_EVENT, detail: this.ownEvents() }, options);
  }

  /**
   * A rule that matches every difference between endpoint and ledger. Its `detail` has `expected`, `found`, `by`, `call`,
   * `at` and `repair`.
   */
  onDifference(id: string, options: events.OnEventOptions = {}): events.Rule {
    return libraryEventRule(this, id, { detailType: RELEASE_DIFFERENCE_EVENT, detail: this.ownEvents() }, options);
  }

  /** 1 where the endpoint is not what the ledger says is live, else 0; every five minutes (maximum). */
  metricDifference(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return releaseMetric(this.endpointName, ReleaseMetric.DIFFERENCE, options).attachTo(this);
  }

  /** 1 where the release before the live one could not come back, else 0; once a day (maximum). */
  metricRollbackUnready(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return releaseMetric(this.endpointName, ReleaseMetric.ROLLBACK_UNREADY, options).attachTo(this);
  }

  /** 1 where somebody asked for a running change to be stopped (maximum). */
  metricAbort(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return releaseMetric(this.endpointName, ReleaseMetric.ABORT, options).attachTo(this);
  }

  /** 1 where a change was taken back or died, or where a rollback that an alarm asked for was refused (maximum). */
  metricFailedChanges(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return releaseMetric(this.endpointName, ReleaseMetric.FAILED, options).attachTo(this);
  }

  /** Executions of the release machine that failed (also by refusing), timed out or were stopped by hand (sum). */
  metricFailedExecutions(options?: cloudwatch.MathExpressionOptions): cloudwatch.MathExpression {
    return failedExecutions(this.machine.machine.stateMachineArn, options);
  }

  private ownEvents() {
    return { endpointName: [this.endpointName] };
  }

  private ownLedger(): ReleaseLedger {
    const { keys, functionSettings } = this.props.store;
    return new ReleaseLedger(this, 'Ledger', { keys, removalPolicy: functionSettings.removalPolicy });
  }
}
