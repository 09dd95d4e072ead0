import type { Rule, RuleContext } from '../../checks/check';
import { asBoolean, identityOf, type Resource, textOf, Unknown, type Value } from '../../template';
import { fail, PASS, undecided } from '../expect';
import { actionMatches, conditionEntries, isEveryone, type Statement, statementsOf } from './policy';

/** The bucket's own policies, in whichever stack of the app they stand, deny every request without TLS. */
export const bucketTlsOnly: Rule = (bucket, context) => {
  const policies = context.application.referrers(bucket, ['AWS::S3::BucketPolicy'], 'Bucket', 'BucketName');
  let open: Unknown | undefined;
  for (const policy of policies) {
    const statements = statementsOf(policy.get('PolicyDocument'));
    if (statements instanceof Unknown) open = statements;
    else if (deniesPlainHttp(statements, bucket, context)) return PASS;
  }
  if (open) return undecided('', open);
  return fail('', policies.length === 0 ? 'no bucket policy denies plain HTTP' : 'its bucket policy allows plain HTTP');
};

function deniesPlainHttp(statements: readonly Statement[], bucket: Resource, context: RuleContext): boolean {
  const denials = statements.filter(
    (statement) =>
      statement.effect === 'Deny' &&
      isEveryone(statement.principal) &&
      statement.actions.some((action) => actionMatches(textOf(action) ?? '', 's3:getobject') && coversWrites(action)) &&
      isAboutPlainHttp(statement.conditions),
  );
  const covers = (suffix: string) =>
    denials.some((denial) => denial.resources.some((value) => isCovered(value, suffix, bucket, context)));
  return covers('') && covers('/*');
}

const coversWrites = (action: Value) => actionMatches(textOf(action) ?? '', 's3:putobject');

/** Exactly one condition: that the request is not secure. A second one would let some plain requests through. */
function isAboutPlainHttp(conditions: Value): boolean {
  const entries = conditionEntries(conditions);
  const [only] = entries;
  if (entries.length !== 1 || only === undefined) return false;
  return /^Bool$/i.test(only.operator) && only.key === 'aws:securetransport' && asBoolean(only.values[0]) === false;
}

/** Whether a statement's resource is the bucket (`suffix` empty) or all of its objects (`/*`). */
function isCovered(value: Value, suffix: string, bucket: Resource, { application }: RuleContext): boolean {
  const text = textOf(value) ?? '';
  if (text === '*') return true;
  if (!text.endsWith(suffix) || (suffix === '' && text.endsWith('/*'))) return false;
  const name = identityOf(bucket.get('BucketName'));
  const called = name !== undefined && /^arn:[^:]+:s3:::/.test(text) && text.replace(/^.*:::/, '') === name + suffix;
  return called || application.names(value, bucket);
}
