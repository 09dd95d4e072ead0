import type { Rule } from '../../checks/check';
import { asBoolean, at } from '../../template';
import { expectTrue, fail, forEachOf, isOpen, undecided } from '../expect';

const OFF = 'deletion protection is off';

/** A table cannot be deleted by one call. */
export const tableDeletionProtected: Rule = (table) => {
  if (table.type === 'AWS::DynamoDB::Table') return expectTrue(table, 'DeletionProtectionEnabled', OFF);
  return forEachOf(table, 'Replicas', (replica, where) => {
    const enabled = at(replica, 'DeletionProtectionEnabled');
    if (isOpen(enabled)) return undecided(where, enabled);
    return asBoolean(enabled) === true ? [] : fail(`${where}.DeletionProtectionEnabled`, OFF);
  });
};
