import type { Rule, RuleContext } from '../../checks/check';
import { at, isMap, listOf, type Resource, textOf, Unknown } from '../../template';
import { expectTrue, fail, NOT_APPLICABLE, PASS, undecided } from '../expect';
import { isFor, tagsOf } from '../purpose';

const RULES = 'LifecycleConfiguration.Rules';
const PERSONAL = /personal|pii|confidential|restricted|sensitive/i;

/** Captured requests, logs, and table items classified as personal, are not kept for ever. */
export const objectsExpire: Rule = (resource, context) =>
  resource.type === 'AWS::S3::Bucket' ? bucketExpires(resource, context) : tableExpires(resource);

function bucketExpires(bucket: Resource, context: RuleContext) {
  const temporary = isFor('capture', bucket, context) || isFor('logs', bucket, context);
  if (!temporary || isFor('evidence', bucket, context)) return NOT_APPLICABLE;
  const rules = bucket.get(RULES);
  if (rules instanceof Unknown) return undecided(RULES, rules);
  const expires = listOf(rules).some((rule) => {
    const ends = isMap(rule) && (rule.ExpirationInDays !== undefined || rule.ExpirationDate !== undefined);
    return ends && at(rule, 'Status') !== 'Disabled';
  });
  if (expires) return PASS;
  const open = listOf(rules).find((rule) => rule instanceof Unknown);
  return open ? undecided(RULES, open) : fail(RULES, 'objects are kept for ever');
}

/** A ledger is kept on purpose; a table that says it holds personal data is not. */
function tableExpires(table: Resource) {
  const tags = tagsOf(table.get('Tags'));
  const personal = tags.some(({ key, value }) => /classification$/i.test(key) && PERSONAL.test(textOf(value) ?? ''));
  if (!personal) return NOT_APPLICABLE;
  return expectTrue(table, 'TimeToLiveSpecification.Enabled', 'items are kept for ever');
}
