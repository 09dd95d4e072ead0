import type { Rule } from '../../checks/check';
import { listOf, textOf, Unknown } from '../../template';
import { fail, undecided } from '../expect';

/** No policy that AWS writes and widens without asking. */
export const noManagedPolicies: Rule = (resource) => {
  const arns = resource.get('ManagedPolicyArns');
  if (arns instanceof Unknown) return undecided('ManagedPolicyArns', arns);
  return listOf(arns).flatMap((arn, index) => {
    const where = `ManagedPolicyArns.${index}`;
    const text = textOf(arn);
    if (text === undefined) return undecided(where, arn);
    const name = /^arn:[^:]*:iam::aws:policy\/(.+)$/.exec(text)?.[1];
    return name === undefined ? [] : fail(where, `attaches the AWS-managed policy ${name}`);
  });
};
