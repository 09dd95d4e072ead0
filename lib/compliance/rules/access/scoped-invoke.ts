import type { Finding, Rule } from '../../checks/check';
import { textOf, Unknown } from '../../template';
import { fail, NOT_APPLICABLE, undecided } from '../expect';
import { identityPoliciesOf } from './identity-policies';
import { actionMatches, conditionEntries, mayAllow, type Statement, statementsOf } from './policy';

const INVOKE = [
  'sagemaker:invokeendpoint',
  'sagemaker:invokeendpointasync',
  'sagemaker:invokeendpointwithresponsestream',
];
const NETWORK_KEYS = ['aws:sourcevpce', 'aws:sourcevpc'];

/** Who may ask a model may ask a named one, from the company's network: a model is copied by asking it enough. */
export const scopedInvoke: Rule = (resource) => {
  const findings: Finding[] = [];
  let applies = false;
  for (const { where, document } of identityPoliciesOf(resource)) {
    const statements = statementsOf(document);
    if (statements instanceof Unknown) return undecided(where, statements);
    for (const statement of statements.filter((each) => mayAllow(each) && invokes(each))) {
      applies = true;
      findings.push(...scopeFindings(statement, `${where}.Statement.${statement.index}`));
    }
  }
  return applies ? findings : NOT_APPLICABLE;
};

function invokes(statement: Statement): boolean {
  return statement.actions.some((action) => INVOKE.some((name) => actionMatches(textOf(action) ?? '', name)));
}

function scopeFindings(statement: Statement, where: string): readonly Finding[] {
  const wide = statement.resources.find((resource) => (textOf(resource) ?? '').includes('*'));
  if (wide !== undefined) return fail(`${where}.Resource`, `may ask any endpoint like ${textOf(wide)}`);
  if (statement.conditions instanceof Unknown) return undecided(`${where}.Condition`, statement.conditions);
  const bound = conditionEntries(statement.conditions).some(({ key }) => NETWORK_KEYS.includes(key));
  return bound ? [] : fail(`${where}.Condition`, 'may ask from any network');
}
