import type { Rule, RuleContext } from '../../checks/check';
import { isMap, type Resource, textOf, Unknown } from '../../template';
import { fail, NOT_APPLICABLE, PASS, undecided } from '../expect';
import { isFor, type Purpose } from '../purpose';
import { actionMatches, conditionEntries, isEveryone, type Statement, statementsOf } from './policy';

/** Keys that tell one role of the account from another. */
const ROLE_KEYS = /^aws:(principalarn|userid|principaltag\/.+)$/;
/** Keys that leave AWS services, or other accounts, out of a denial: every role of the account is still in it. */
const SERVICE_KEYS = /^aws:(viaawsservice|principalisawsservice|principalservicename|calledvia\w*|principalaccount)$/;

/** Denies an action to everyone but named roles, whatever their own policies allow. */
function deniesOthers(statement: Statement, action: string): boolean {
  const matching = statement.actions.some((pattern) => actionMatches(textOf(pattern) ?? '', action));
  if (statement.effect !== 'Deny' || !matching) return false;
  if (isMap(statement.notPrincipal)) return true;
  // Conditions hold together: one on the network would let in every role that comes from there.
  const conditions = conditionEntries(statement.conditions).filter(({ key }) => !SERVICE_KEYS.test(key));
  const exempt = conditions.every(({ operator, key }) => /Not/i.test(operator) && ROLE_KEYS.test(key));
  return isEveryone(statement.principal) && conditions.length > 0 && exempt;
}

/** A bucket for this purpose denies an action to all but named roles. */
export function bucketGuard(purposes: readonly Purpose[], action: string, what: string): Rule {
  return (bucket: Resource, context: RuleContext) => {
    if (!purposes.some((purpose) => isFor(purpose, bucket, context))) return NOT_APPLICABLE;
    const policies = context.application.referrers(bucket, ['AWS::S3::BucketPolicy'], 'Bucket', 'BucketName');
    let open: Unknown | undefined;
    for (const policy of policies) {
      const statements = statementsOf(policy.get('PolicyDocument'));
      if (statements instanceof Unknown) open = statements;
      else if (statements.some((statement) => deniesOthers(statement, action))) return PASS;
    }
    return open ? undecided('', open) : fail('', what);
  };
}
