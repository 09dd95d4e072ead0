import type { IConstruct } from 'constructs';

/** What is kept of a deployment in a second Region, as literal names that a stack of another Region can refer to. */
export interface IRegionalCopies extends IConstruct {
  /** ARN of the bucket that artifacts are replicated to. */
  readonly artifactBucketArn: string;

  /** ARN of the key, or of its alias, that the replicas are encrypted with. */
  readonly artifactKeyArn: string;

  /** Account that the copies are in. */
  readonly account: string;

  /** Region that the copies are in. */
  readonly region: string;

  /** Name that the role must have which replicates. The key lets no other in. */
  readonly replicationRoleName: string;

  /** ARN of the vault that backups are copied to. */
  readonly backupVaultArn: string;
}

/** Copies that were not created here. */
export interface RegionalCopiesAttributes {
  /** ARN of the bucket that artifacts are replicated to: versioned. */
  readonly artifactBucketArn: string;

  /** ARN of the key of that bucket. */
  readonly artifactKeyArn: string;

  /** Account that the copies are in. */
  readonly account: string;

  /** Region that the copies are in. */
  readonly region: string;

  /** Name of the role that replicates. The key must let it encrypt. */
  readonly replicationRoleName: string;

  /** ARN of the vault that backups are copied to. */
  readonly backupVaultArn: string;
}
