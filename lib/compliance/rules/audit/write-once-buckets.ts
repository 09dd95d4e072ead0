import type { Rule, RuleContext } from '../../checks/check';
import { asNumber, at, isMap, listOf, type Resource, Text, textOf, Unknown } from '../../template';
import { expectTrue, fail, isOpen, NOT_APPLICABLE, undecided } from '../expect';

const RETENTION = 'ObjectLockConfiguration.Rule.DefaultRetention';
/** Tag by which a bucket says what it is for, and the purposes that need proof against change. */
const PURPOSE_TAG = /(^|[:/-])(purpose|data-?purpose)$/i;
const PURPOSES = /^(evidence|audit-?trail|decision-?log)$/i;

/** A bucket that a trail writes to, or that calls itself evidence by tag, name or logical id. */
function mustBeWriteOnce(bucket: Resource, { application }: RuleContext): boolean {
  const trails = application.referrers(bucket, ['AWS::CloudTrail::Trail'], 'S3BucketName', 'BucketName');
  if (trails.length > 0) return true;
  const tagged = listOf(bucket.get('Tags')).some(
    (tag) => PURPOSE_TAG.test(textOf(at(tag, 'Key')) ?? '') && PURPOSES.test(textOf(at(tag, 'Value')) ?? ''),
  );
  const name = bucket.get('BucketName');
  const literal = name instanceof Text || typeof name === 'string' ? (textOf(name) ?? '') : '';
  return tagged || /evidence/i.test(literal) || /evidence/i.test(bucket.logicalId);
}

/**
 * Evidence and audit-trail buckets are write-once with a default retention. COMPLIANCE mode is asked of buckets that
 * outlive their stack; GOVERNANCE is enough for one that is meant to be deleted with it (a test environment).
 */
export const writeOnceBuckets: Rule = (bucket, context) => {
  if (!mustBeWriteOnce(bucket, context)) return NOT_APPLICABLE;
  const locked = expectTrue(bucket, 'ObjectLockEnabled', 'objects can be changed and deleted');
  if (locked.length > 0) return locked;
  const retention = bucket.get(RETENTION);
  if (retention instanceof Unknown) return undecided(RETENTION, retention);
  if (!isMap(retention)) return fail(RETENTION, 'objects are not locked by default');
  const mode = retention.Mode;
  if (isOpen(mode)) return undecided(`${RETENTION}.Mode`, mode);
  const throwaway = bucket.attribute('DeletionPolicy') === 'Delete';
  if (mode !== 'COMPLIANCE' && !(mode === 'GOVERNANCE' && throwaway)) {
    return fail(`${RETENTION}.Mode`, `a privileged user can lift the lock (${String(mode)})`);
  }
  const period = retention.Days ?? retention.Years;
  if (isOpen(period)) return undecided(RETENTION, period);
  return (asNumber(period) ?? 0) > 0 ? [] : fail(RETENTION, 'the lock has no duration');
};
