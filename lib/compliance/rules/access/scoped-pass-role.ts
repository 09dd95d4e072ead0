import type { Finding, Rule } from '../../checks/check';
import { textOf, Unknown } from '../../template';
import { fail, undecided } from '../expect';
import { identityPoliciesOf } from './identity-policies';
import { actionMatches, conditionEntries, mayAllow, type Statement, statementsOf } from './policy';

/** A role may hand on named roles to named services only: passing any role is having all their rights. */
export const scopedPassRole: Rule = (resource) =>
  identityPoliciesOf(resource).flatMap(({ where, document }): readonly Finding[] => {
    const statements = statementsOf(document);
    if (statements instanceof Unknown) return undecided(where, statements);
    return statements
      .filter((statement) => mayAllow(statement) && statement.actions.some(passesRole))
      .flatMap((statement) => scopeFindings(statement, `${where}.Statement.${statement.index}`));
  });

function passesRole(action: Statement['actions'][number]): boolean {
  return actionMatches(textOf(action) ?? '', 'iam:passrole');
}

function scopeFindings(statement: Statement, where: string): readonly Finding[] {
  const open = statement.resources.find((resource) => resource instanceof Unknown);
  if (open) return undecided(`${where}.Resource`, open);
  const any = statement.resources.find((resource) => /\*/.test(textOf(resource) ?? ''));
  if (any !== undefined) return fail(`${where}.Resource`, `may pass any role like ${textOf(any)}`);
  if (statement.conditions instanceof Unknown) return undecided(`${where}.Condition`, statement.conditions);
  const named = conditionEntries(statement.conditions).some(({ key }) => key === 'iam:passedtoservice');
  return named ? [] : fail(`${where}.Condition`, 'may pass roles to any service');
}
