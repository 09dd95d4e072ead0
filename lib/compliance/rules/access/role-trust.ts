import type { Finding, Rule } from '../../checks/check';
import { isMap, Unknown } from '../../template';
import { fail, undecided } from '../expect';
import { isEveryone, limitsTheCaller, mayAllow, type Statement, statementsOf } from './policy';

const WHERE = 'AssumeRolePolicyDocument';
/** Instances get their role from the instance profile: EC2 sends no source account. */
const WITHOUT_SOURCE = ['ec2.amazonaws.com'];

/** Nobody but named principals assumes the role, and services only on behalf of this account. */
export const roleTrust: Rule = (role) => {
  const statements = statementsOf(role.get(WHERE));
  if (statements instanceof Unknown) return undecided(WHERE, statements);
  return statements
    .filter(mayAllow)
    .flatMap((statement) => trustFindings(statement, `${WHERE}.Statement.${statement.index}`));
};

function trustFindings(statement: Statement, where: string): readonly Finding[] {
  const { principal, conditions } = statement;
  if (principal instanceof Unknown) return undecided(`${where}.Principal`, principal);
  if (conditions instanceof Unknown) return undecided(`${where}.Condition`, conditions);
  const limited = limitsTheCaller(conditions);
  if (isEveryone(principal) && !limited) return fail(`${where}.Principal`, 'everyone may assume the role');
  const service = isMap(principal) ? principal.Service : undefined;
  if (service === undefined || limited || WITHOUT_SOURCE.some((name) => service === name)) return [];
  return fail(`${where}.Condition`, 'a service may assume it for another account');
}
