import type { Rule } from '../../checks/check';
import { at, isPresent, Unknown } from '../../template';
import { expectCustomerKey, expectPresent, fail, forEachOf, undecided } from '../expect';

/** A vault is encrypted and locked; a plan copies to another Region. */
export const vaultProtected: Rule = (resource) => {
  if (resource.type === 'AWS::Backup::BackupPlan') {
    return forEachOf(resource, 'BackupPlan.BackupPlanRule', (rule, where) => {
      const copies = at(rule, 'CopyActions');
      if (copies instanceof Unknown) return undecided(`${where}.CopyActions`, copies);
      return isPresent(copies) ? [] : fail(`${where}.CopyActions`, 'backups stay in one Region');
    });
  }
  return [
    ...expectCustomerKey(resource, 'EncryptionKeyArn', 'no customer key encrypts backups'),
    ...expectPresent(resource, 'LockConfiguration.MinRetentionDays', 'backups can be deleted'),
  ];
};
