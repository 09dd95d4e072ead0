import type { Rule } from '../../checks/check';
import { asBoolean, at } from '../../template';
import { expectTrue, fail, forEachOf, isOpen, undecided } from '../expect';

const ENABLED = 'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled';
const OFF = 'point-in-time recovery is off';

/** Any moment of the last days can be restored, in each replica. */
export const pointInTimeRecovery: Rule = (table) => {
  if (table.type === 'AWS::DynamoDB::Table') return expectTrue(table, ENABLED, OFF);
  return forEachOf(table, 'Replicas', (replica, where) => {
    const enabled = at(replica, ENABLED);
    if (isOpen(enabled)) return undecided(where, enabled);
    return asBoolean(enabled) === true ? [] : fail(`${where}.${ENABLED}`, OFF);
  });
};
