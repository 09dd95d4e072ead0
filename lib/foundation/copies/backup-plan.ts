import { Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as backup from 'aws-cdk-lib/aws-backup';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { KeyUse, keyGrantStatement, keyUseStatement, Problems, serviceRole } from '../../core';
import { lockedVault } from './locked-vault';
import type { IRegionalCopies } from './regional-copies-interface';

/** Properties of `BackupPlan`. */
export interface BackupPlanProps {
  /** Where each backup is copied to: another Region. */
  readonly copies: IRegionalCopies;

  /**
   * How long a backup and its copy are kept: whole days, 35 to 36500. Point-in-time recovery reaches back 35 days.
   *
   * @default Duration.days(365)
   */
  readonly retention?: Duration;

  /**
   * Permissions boundary of the role that takes backups.
   *
   * @default - none
   */
  readonly permissionsBoundary?: iam.IManagedPolicy;

  /**
   * What happens to vault and key when the construct is removed. DESTROY also leaves the lock
   * changeable, and so does the starter profile.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * What AWS Backup does with a table under its advanced features, without which nothing is copied to another Region. The
 * account chooses them once, in the settings of AWS Backup; new accounts have them.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/advanced-ddb-backup.html
 */
const TABLE_ACTIONS = ['dynamodb:DescribeTable', 'dynamodb:ListTagsOfResource', 'dynamodb:StartAwsBackupJob'];
const MIN_RETENTION_DAYS = 35;

/** A daily backup of tables into a locked vault, and a copy of each in another Region. */
export class BackupPlan extends Construct {
  /** The vault of this Region. */
  readonly vault: backup.IBackupVault;
  /** The role that takes backups of what was added, and of nothing else. */
  readonly role: iam.IRole;

  private readonly plan: backup.BackupPlan;

  /** @throws ValidationError naming property, value, range and remedy */
  constructor(scope: Construct, id: string, props: BackupPlanProps) {
    super(scope, id);
    const { copies, permissionsBoundary, removalPolicy } = props;
    const retention = props.retention ?? Duration.days(365);
    validate(this, retention, copies);
    const { vault, key } = lockedVault(this, 'Vault', { removalPolicy });
    this.vault = vault;
    const role = serviceRole(this, 'Role', {
      service: 'backup.amazonaws.com',
      description: 'Takes backups of tables and copies them to another Region',
      permissionsBoundary,
    });
    role.addToPrincipalPolicy(
      new iam.PolicyStatement({
        actions: ['backup:CopyIntoBackupVault'],
        resources: [copies.backupVaultArn, vault.backupVaultArn],
      }),
    );
    // The backup is encrypted with the vault's key by a grant, and grants for nothing else may be made.
    role.addToPrincipalPolicy(keyGrantStatement(key));
    role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['kms:DescribeKey'], resources: [key.keyArn] }));
    this.role = role;
    this.plan = new backup.BackupPlan(this, 'Resource', {
      backupVault: vault,
      backupPlanRules: [
        new backup.BackupPlanRule({
          ruleName: 'Daily',
          scheduleExpression: events.Schedule.cron({ hour: '3', minute: '0' }),
          startWindow: Duration.hours(1),
          completionWindow: Duration.hours(8),
          deleteAfter: retention,
          copyActions: [
            {
              destinationBackupVault: backup.BackupVault.fromBackupVaultArn(this, 'Copies', copies.backupVaultArn),
              deleteAfter: retention,
            },
          ],
        }),
      ],
    });
  }

  /** Has a table of this Region backed up. */
  addTable(id: string, table: dynamodb.ITable): void {
    this.role.addToPrincipalPolicy(
      new iam.PolicyStatement({ actions: [...TABLE_ACTIONS], resources: [table.tableArn] }),
    );
    const key = table.encryptionKey;
    if (key !== undefined) this.role.addToPrincipalPolicy(keyUseStatement(this, key, KeyUse.WRITE, 'dynamodb'));
    this.plan.addSelection(id, {
      resources: [backup.BackupResource.fromArn(table.tableArn)],
      role: this.role,
      disableDefaultBackupPolicy: true,
    });
  }
}

function validate(scope: Construct, retention: Duration, copies: IRegionalCopies): void {
  const problems = new Problems(scope);
  const days = retention.isUnresolved() ? undefined : retention.toDays({ integral: false });
  const remedy = `At least ${MIN_RETENTION_DAYS} days: the vault is locked for so long, and point-in-time recovery covers them anyway.`;
  problems.integer('retention (days)', days, { min: MIN_RETENTION_DAYS, max: 36_500 }, remedy);
  problems.expect(copies.region !== Stack.of(scope).region, {
    prop: 'copies',
    value: copies.region,
    expected: 'copies in another Region',
    remedy: 'Put RegionalCopies into a stack of another Region.',
  });
  problems.throwIfAny();
}
