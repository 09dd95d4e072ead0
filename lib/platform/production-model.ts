import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { Problems } from '../core';
import { AlertTopic, ArtifactStore, AuditTrail, BackupPlan, EncryptionKeys, type IPrivateNetwork } from '../foundation';
import { DriftMonitor } from '../monitoring';
import { ReleasedEndpoint, ReleaseLedger, type RollbackGrantOptions } from '../release';
import { checkNetworkProps, ModelNetwork } from './model-network';
import type { ProductionModelProps } from './production-model-props';

interface CopiedLedger {
  readonly ledger: ReleaseLedger;
  readonly backups: BackupPlan;
}

/**
 * A model and all that stands around it in production: keys, buckets, an audit trail, alerts and an endpoint, wired.
 * Every part is a construct of its own that can be used without the others.
 */
export class ProductionModel extends Construct {
  readonly keys: EncryptionKeys;
  readonly alerts: AlertTopic;
  readonly store: ArtifactStore;
  /** The audit trail, unless it was declined. */
  readonly auditTrail?: AuditTrail;
  /** What is live on it changes by deployments and at run time alike. */
  readonly endpoint: ReleasedEndpoint;
  /** Watches what the production variant is asked and what it answers, where there is a baseline. */
  readonly driftMonitor?: DriftMonitor;
  /** Daily backups of the ledger, where there are copies in another Region. */
  readonly backups?: BackupPlan;
  /** Where it all stands, unless that is outside of any network or only known as a VPC. */
  readonly network?: IPrivateNetwork;

  /** @throws ValidationError naming every property, value, range and remedy of what AWS would refuse */
  constructor(scope: Construct, id: string, props: ProductionModelProps) {
    super(scope, id);
    checkNetworkProps(this, props);
    checkDrift(this, props);
    const { namePrefix, removalPolicy } = props;
    this.keys = props.keys ?? props.store?.keys ?? new EncryptionKeys(this, 'Keys', { namePrefix, removalPolicy });
    const place = new ModelNetwork(this, props, this.keys);
    const { settings } = place;
    this.network = place.network;
    this.alerts = new AlertTopic(this, 'Alerts', { channels: props.alertChannels, keys: this.keys });
    this.store =
      props.store ??
      new ArtifactStore(this, 'Store', {
        ...settings,
        keys: this.keys,
        alerts: this.alerts,
        namePrefix,
        copies: props.copies,
      });
    if (props.auditTrail ?? true) {
      const { permissionsBoundary } = props;
      this.auditTrail = new AuditTrail(this, 'Trail', { store: this.store, removalPolicy, permissionsBoundary });
    }
    const copied = props.ledger === undefined ? this.copiedLedger(props) : undefined;
    this.backups = copied?.backups;
    this.endpoint = new ReleasedEndpoint(this, 'Endpoint', {
      store: this.store,
      endpointName: props.endpointName,
      model: props.model,
      instanceType: props.instanceType,
      instanceCount: props.instanceCount,
      scaling: props.scaling,
      shadow: props.shadow,
      fallback: props.fallback,
      recoveryTimeObjective: props.recoveryTimeObjective,
      approval: props.approval,
      goldenRequests: props.goldenRequests,
      adoptExisting: props.adoptExisting,
      ledger: props.ledger ?? copied?.ledger,
      repair: props.repair,
      waitFor: props.waitFor,
      deploymentPolicy: props.deploymentPolicy,
      rollback: props.rollback,
      alerts: this.alerts,
      captureSamplingPercentage: props.captureSamplingPercentage,
      artifactSourceKey: props.artifactSourceKey,
      invokeFrom: props.invokeFrom,
      abuseAlarms: props.abuseAlarms,
      vpc: settings.vpc,
      vpcSubnets: settings.vpcSubnets,
      securityGroups: settings.securityGroups,
      permissionsBoundary: settings.permissionsBoundary,
      logRetention: settings.logRetention,
    });
    if (props.baseline !== undefined) {
      this.driftMonitor = new DriftMonitor(this, 'Drift', {
        ...props.drift,
        endpoint: this.endpoint,
        store: this.store,
        alerts: this.alerts,
        baseline: props.baseline,
        modelVersion: props.model.version,
        captureSamplingPercentage: props.captureSamplingPercentage,
      });
    }
    const versions = [props.model, ...(props.shadow === undefined ? [] : [props.shadow.model])];
    place.open(this.store, this.endpoint.endpointName, versions);
  }

  /** With copies in another Region releases have a replica and daily backups there; else the endpoint makes its own ledger. */
  private copiedLedger({ copies, removalPolicy, permissionsBoundary }: ProductionModelProps): CopiedLedger | undefined {
    if (copies === undefined) return undefined;
    const replica = { region: copies.region, encryptionKeyArn: copies.artifactKeyArn };
    const ledger = new ReleaseLedger(this, 'Ledger', { keys: this.keys, replica, removalPolicy });
    const backups = new BackupPlan(this, 'Backups', { copies, removalPolicy, permissionsBoundary });
    backups.addTable('Ledger', ledger.table);
    return { ledger, backups };
  }

  /** Lets a principal invoke this endpoint, and nothing else. */
  grantInvoke(grantee: iam.IGrantable): iam.Grant {
    return this.endpoint.grantInvoke(grantee);
  }

  /** Lets a principal promote, roll back, shift, pin and abort. */
  grantRelease(grantee: iam.IGrantable): iam.Grant {
    return this.endpoint.grantRelease(grantee);
  }

  /** Lets a principal roll back and stop a running change, and do nothing else. */
  grantRollback(grantee: iam.IGrantable, options?: RollbackGrantOptions): iam.Grant {
    return this.endpoint.grantRollback(grantee, options);
  }

  /** Makes an alarm of your own tell every channel. */
  watch(alarm: cloudwatch.AlarmBase): void {
    this.alerts.watch(alarm);
  }
}

/** A monitor that is asked for and not made would be believed to be there. */
function checkDrift(scope: Construct, { baseline, drift, captureSamplingPercentage }: ProductionModelProps): void {
  const problems = new Problems(scope);
  problems.expect(drift === undefined || baseline !== undefined, {
    prop: 'drift',
    value: 'given without baseline',
    expected: 'no value unless baseline is given',
    remedy: 'Make one with: production-ml baseline create --data FILE --out baseline.json',
  });
  problems.expect(baseline === undefined || captureSamplingPercentage !== 0, {
    prop: 'captureSamplingPercentage',
    value: captureSamplingPercentage,
    expected: 'above 0 where a baseline is given: drift is judged from captured requests',
    remedy: 'Raise it, or leave the baseline out.',
  });
  problems.throwIfAny();
}
