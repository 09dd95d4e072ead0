import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as backup from 'aws-cdk-lib/aws-backup';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { ComplianceProfile, ComplianceProfiles, secureKey } from '../../core';

export interface LockedVaultProps {
  /** @default - made from the construct's path */
  readonly backupVaultName?: string;
  /** @default Duration.days(35) */
  readonly minimumRetention?: Duration;
  /** @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy;
}

export interface LockedVault {
  readonly vault: backup.BackupVault;
  readonly key: kms.IKey;
}

/** How long a mistake in the lock can be undone before nobody can: the shortest that AWS Backup allows is 3 days. */
const CHANGEABLE_FOR = Duration.days(3);

/**
 * A vault under a key of its own whose backups nobody can delete before their time, not even the root user, unless the
 * stack is one to throw away or the profile that of a first try.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html
 */
export function lockedVault(scope: Construct, id: string, props: LockedVaultProps): LockedVault {
  const first = ComplianceProfiles.of(scope) === ComplianceProfile.STARTER;
  const changeable = first || props.removalPolicy === RemovalPolicy.DESTROY;
  const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
  const key = secureKey(scope, `${id}Key`, { description: 'Backups of tables', removalPolicy });
  const vault = new backup.BackupVault(scope, id, {
    backupVaultName: props.backupVaultName,
    encryptionKey: key,
    lockConfiguration: {
      minRetention: props.minimumRetention ?? Duration.days(35),
      changeableFor: changeable ? undefined : CHANGEABLE_FOR,
    },
    removalPolicy,
  });
  return { vault, key };
}
