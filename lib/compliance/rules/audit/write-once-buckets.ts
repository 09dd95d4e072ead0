import type { Rule } from '../../checks/check';
import { asNumber, isMap, textOf, Unknown } from '../../template';
import { expectTrue, fail, isOpen, NOT_APPLICABLE, undecided } from '../expect';
import { isFor } from '../purpose';

const RETENTION = 'ObjectLockConfiguration.Rule.DefaultRetention';
/**
 * Evidence and audit-trail buckets are write-once with a default retention. COMPLIANCE mode is asked of buckets that
 * outlive their stack; GOVERNANCE is enough for one that is meant to be deleted with it (a test environment).
 */
export const writeOnceBuckets: Rule = (bucket, context) => {
  if (!isFor('evidence', bucket, context)) return NOT_APPLICABLE;
  const locked = expectTrue(bucket, 'ObjectLockEnabled', 'objects can be changed and deleted');
  if (locked.length > 0) return locked;
  const retention = bucket.get(RETENTION);
  if (retention instanceof Unknown) return undecided(RETENTION, retention);
  if (!isMap(retention)) return fail(RETENTION, 'objects are not locked by default');
  const mode = retention.Mode;
  if (isOpen(mode)) return undecided(`${RETENTION}.Mode`, mode);
  const throwaway = bucket.attribute('DeletionPolicy') === 'Delete';
  if (mode !== 'COMPLIANCE' && !(mode === 'GOVERNANCE' && throwaway)) {
    return fail(`${RETENTION}.Mode`, `a privileged user can lift the lock (${textOf(mode) ?? 'no mode'})`);
  }
  const period = retention.Days ?? retention.Years;
  if (isOpen(period)) return undecided(RETENTION, period);
  const days = (asNumber(retention.Days) ?? 0) + (asNumber(retention.Years) ?? 0) * 365;
  const { minimumEvidenceRetentionDays: minimum } = context.settings;
  return days >= minimum ? [] : fail(RETENTION, `the lock ends after ${days} days, less than ${minimum}`);
};
