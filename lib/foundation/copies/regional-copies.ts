import { Duration, type RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import type * as backup from 'aws-cdk-lib/aws-backup';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import {
  accessLogBucket,
  isUnresolved,
  Problems,
  secureBucket,
  secureKey,
  validateNamePrefix,
  viaService,
} from '../../core';
import { ArtifactGuard } from '../artifact-guard';
import { globalName, takePrefix } from '../name-prefix';
import { lockedVault } from './locked-vault';
import type { IRegionalCopies, RegionalCopiesAttributes } from './regional-copies-interface';

const YEAR_AND_A_MONTH = Duration.days(400);

/** Properties of `RegionalCopies`. */
export interface RegionalCopiesProps {
  /**
   * Begins the names of bucket, key alias, role and vault, by which a stack of the first Region refers to them:
   * lower-case letters, digits and hyphens, at most 20.
   */
  readonly namePrefix: string;

  /** Region whose artifacts and backups are copied here. */
  readonly sourceRegion: string;

  /**
   * How long nobody can delete a backup: whole days, 1 to 36500.
   *
   * @default Duration.days(35)
   */
  readonly minimumBackupRetention?: Duration;

  /**
   * What happens to copies and keys when the construct is removed.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * What outlives the loss of a Region: a bucket that artifacts are replicated to, and a locked vault that backups are
 * copied to, each under a key of this Region. It stands in a stack of its own, in another Region than the model, which
 * is deployed first. Nobody can read the replicas until a role is admitted by `admitReader`.
 */
export class RegionalCopies extends Construct implements IRegionalCopies {
  /** Copies that were not created here. */
  static fromAttributes(scope: Construct, id: string, attributes: RegionalCopiesAttributes): IRegionalCopies {
    return new ImportedCopies(scope, id, attributes);
  }

  readonly artifactBucketArn: string;
  readonly artifactKeyArn: string;
  readonly account: string;
  readonly region: string;
  readonly replicationRoleName: string;
  readonly backupVaultArn: string;
  /** The bucket that artifacts are replicated to. */
  readonly artifactBucket: s3.IBucket;
  /** The key of the replicas. */
  readonly artifactKey: kms.IKey;
  /** The vault that backups are copied to. */
  readonly backupVault: backup.IBackupVault;

  private readonly readers: ArtifactGuard;

  /** @throws ValidationError naming every property, value, range and remedy */
  constructor(scope: Construct, id: string, props: RegionalCopiesProps) {
    super(scope, id);
    const { account, region, partition } = Stack.of(this);
    validate(this, props, { account, region });
    const { namePrefix, sourceRegion, removalPolicy } = props;
    this.account = account;
    this.region = region;
    this.replicationRoleName = `${namePrefix}-replication-${sourceRegion}`;

    const alias = `${namePrefix}/artifact-replicas`;
    takePrefix(this, 'key alias', alias);
    this.artifactKey = secureKey(this, 'Key', {
      description: `Replicas of model artifacts of ${sourceRegion}`,
      alias,
      removalPolicy,
    });
    this.artifactKeyArn = `arn:${partition}:kms:${region}:${account}:alias/${alias}`;
    this.allowReplication();

    const bucketName = globalName(this, namePrefix, 'replicas') ?? '';
    const bucket = secureBucket(this, 'Artifacts', {
      bucketName,
      encryptionKey: this.artifactKey,
      accessLogBucket: accessLogBucket(this, 'AccessLogs', { expiration: YEAR_AND_A_MONTH, removalPolicy }),
      accessLogPrefix: 'replicas/',
      classification: 'confidential',
      noncurrentVersionExpiration: YEAR_AND_A_MONTH,
      removalPolicy,
    });
    // The copy of artifacts need not be copied again.
    Tags.of(bucket).add('purpose', 'replica', { priority: 50 });
    this.artifactBucket = bucket;
    this.artifactBucketArn = `arn:${partition}:s3:::${bucketName}`;
    this.readers = new ArtifactGuard(this, {
      sid: 'DenyReadsByOtherRoles',
      actions: ['s3:GetObject', 's3:GetObjectVersion'],
      tagKey: 'cdk-production-ml:replica-reader',
    });
    this.readers.protect(bucket);

    const backupVaultName = `${namePrefix}-copies`;
    this.backupVault = lockedVault(this, 'Vault', {
      backupVaultName,
      minimumRetention: props.minimumBackupRetention,
      removalPolicy,
    }).vault;
    this.backupVaultArn = `arn:${partition}:backup:${region}:${account}:backup-vault:${backupVaultName}`;
  }

  /** Lets a role of this account read replicas; its own policy must allow it too. */
  admitReader(role: iam.IRole): void {
    this.readers.admit(role);
  }

  /**
   * The role is made after the key, in another Region, and a key policy takes only principals that exist: so it is named
   * by a condition. It may encrypt through S3, and decrypt nothing.
   */
  private allowReplication(): void {
    const { partition } = Stack.of(this);
    this.artifactKey.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'AllowReplication',
        principals: [new iam.AnyPrincipal()],
        actions: ['kms:Encrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: {
          StringEquals: { 'kms:CallerAccount': this.account, 'kms:ViaService': viaService(this, 's3') },
          ArnEquals: {
            'aws:PrincipalArn': `arn:${partition}:iam::${this.account}:role/${this.replicationRoleName}`,
          },
        },
      }),
    );
  }
}

class ImportedCopies extends Construct implements IRegionalCopies {
  readonly artifactBucketArn: string;
  readonly artifactKeyArn: string;
  readonly account: string;
  readonly region: string;
  readonly replicationRoleName: string;
  readonly backupVaultArn: string;

  constructor(scope: Construct, id: string, attributes: RegionalCopiesAttributes) {
    super(scope, id);
    this.artifactBucketArn = attributes.artifactBucketArn;
    this.artifactKeyArn = attributes.artifactKeyArn;
    this.account = attributes.account;
    this.region = attributes.region;
    this.replicationRoleName = attributes.replicationRoleName;
    this.backupVaultArn = attributes.backupVaultArn;
  }
}

function validate(
  scope: Construct,
  { namePrefix, sourceRegion, minimumBackupRetention }: RegionalCopiesProps,
  { account, region }: { readonly account: string; readonly region: string },
): void {
  const problems = new Problems(scope);
  const prefixRemedy = 'The first Region refers to the copies by their names.';
  problems.required('namePrefix', namePrefix, '1 to 20 lower-case letters, digits and inner hyphens', prefixRemedy);
  validateNamePrefix(problems, namePrefix);
  const days =
    minimumBackupRetention?.isUnresolved() === false ? minimumBackupRetention.toDays({ integral: false }) : undefined;
  problems.integer('minimumBackupRetention (days)', days, { min: 1, max: 36_500 }, 'Give it as Duration.days(n).');
  problems.expect(!isUnresolved(account) && !isUnresolved(region), {
    prop: 'env of the stack',
    value: 'unknown',
    expected: 'a literal account and Region: the first Region refers to the copies by their ARNs',
    remedy: 'Give env: { account, region } to the stack.',
  });
  problems.expect(isUnresolved(region) || region !== sourceRegion, {
    prop: 'sourceRegion',
    value: sourceRegion,
    expected: 'another Region than that of the stack',
    remedy: 'Put the copies into a stack of another Region: a Region cannot stand in for itself.',
  });
  problems.throwIfAny();
}
