import type { Rule } from '../../checks/check';
import { asBoolean, at, isMap, isPresent, Unknown } from '../../template';
import { fail, forEachOf, NOT_APPLICABLE, undecided } from '../expect';
import { isFor } from '../purpose';

const RULES = 'ReplicationConfiguration.Rules';

/** Artifacts exist in a second Region, their encrypted objects included. */
export const bucketReplicated: Rule = (bucket, context) => {
  if (!isFor('artifacts', bucket, context)) return NOT_APPLICABLE;
  const configuration = bucket.get('ReplicationConfiguration');
  if (configuration instanceof Unknown) return undecided('ReplicationConfiguration', configuration);
  if (!isPresent(bucket.get(RULES))) return fail('ReplicationConfiguration', 'artifacts exist in one Region only');
  return forEachOf(bucket, RULES, (rule, where) => {
    if (isMap(rule) && rule.Status === 'Disabled') return fail(where, 'replication is switched off');
    const criteria = at(rule, 'SourceSelectionCriteria.SseKmsEncryptedObjects.Status');
    const key = at(rule, 'Destination.EncryptionConfiguration.ReplicaKmsKeyID');
    if (criteria instanceof Unknown || key instanceof Unknown)
      return undecided(where, criteria instanceof Unknown ? criteria : key);
    const encrypted = (criteria === 'Enabled' || asBoolean(criteria) === true) && isPresent(key);
    return encrypted ? [] : fail(where, 'encrypted objects are not replicated');
  });
};
