import type { Finding, Rule } from '../../checks/check';
import { listOf, textOf, Unknown } from '../../template';
import { allOf, fail, undecided } from '../expect';
import { identityPoliciesOf } from './identity-policies';
import { mayAllow, type Statement, statementsOf } from './policy';

/** AWS-managed policies that make an administrator, or give a whole service. */
const ADMIN_POLICY = /^arn:[^:]*:iam::aws:policy\/(AdministratorAccess|PowerUserAccess|IAMFullAccess|\w*FullAccess)$/;

/** Nobody has every right, or every right over a service. */
export const noAdministrators: Rule = (resource) =>
  allOf(
    identityPoliciesOf(resource).flatMap(({ where, document }): readonly Finding[] => {
      const statements = statementsOf(document);
      if (statements instanceof Unknown) return undecided(where, statements);
      return statements
        .filter(mayAllow)
        .flatMap((statement) => powerOf(statement, `${where}.Statement.${statement.index}`));
    }),
    listOf(resource.get('ManagedPolicyArns')).flatMap((arn, index) => {
      const name = ADMIN_POLICY.exec(textOf(arn) ?? '')?.[1];
      return name === undefined ? [] : fail(`ManagedPolicyArns.${index}`, `it attaches ${name}`);
    }),
  );

function powerOf(statement: Statement, where: string): readonly Finding[] {
  if (!statement.resources.some((resource) => resource === '*')) return [];
  const whole = statement.actions.map(textOf).find((action) => action !== undefined && /^(\*|[\w-]+:\*)$/.test(action));
  if (whole !== undefined) return fail(`${where}.Action`, `allows ${whole} on everything`);
  return statement.notActions.length > 0 ? fail(`${where}.NotAction`, 'allows nearly everything on everything') : [];
}
