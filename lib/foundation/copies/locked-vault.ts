import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as backup from 'aws-cdk-lib/aws-backup';
import type { Construct } from 'constructs';
import { secureKey } from '../../core';

export interface LockedVaultProps {
  /** @default - made from the construct's path */
  readonly backupVaultName?: string;
  /** @default Duration.days(35) */
  readonly minimumRetention?: Duration;
  /** @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy;
}

/** How long a mistake in the lock can be undone before nobody can: the shortest that AWS Backup allows is 3 days. */
const CHANGEABLE_FOR = Duration.days(3);

/**
 * A vault under a key of its own whose backups nobody can delete before their time, not even the root user, unless the
 * stack is one to throw away.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html
 */
export function lockedVault(scope: Construct, id: string, props: LockedVaultProps): backup.BackupVault {
  const throwaway = props.removalPolicy === RemovalPolicy.DESTROY;
  const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
  return new backup.BackupVault(scope, id, {
    backupVaultName: props.backupVaultName,
    encryptionKey: secureKey(scope, `${id}Key`, { description: 'Backups of tables', removalPolicy }),
    lockConfiguration: {
      minRetention: props.minimumRetention ?? Duration.days(35),
      changeableFor: throwaway ? undefined : CHANGEABLE_FOR,
    },
    removalPolicy,
  });
}
