import type { Finding, Rule } from '../../checks/check';
import { textOf, Unknown } from '../../template';
import { fail, NOT_APPLICABLE, undecided } from '../expect';
import { identityPoliciesOf } from './identity-policies';
import { actionMatches, conditionEntries, mayAllow, type Statement, statementsOf } from './policy';

/** Who may decrypt may do so with named keys, or through a named service. */
export const scopedDecrypt: Rule = (resource) => {
  const findings: Finding[] = [];
  let applies = false;
  for (const { where, document } of identityPoliciesOf(resource)) {
    const statements = statementsOf(document);
    if (statements instanceof Unknown) return undecided(where, statements);
    for (const statement of statements.filter((each) => mayAllow(each) && decrypts(each))) {
      applies = true;
      findings.push(...scopeFindings(statement, `${where}.Statement.${statement.index}`));
    }
  }
  return applies ? findings : NOT_APPLICABLE;
};

function decrypts(statement: Statement): boolean {
  return statement.actions.some((action) => actionMatches(textOf(action) ?? '', 'kms:decrypt'));
}

function scopeFindings(statement: Statement, where: string): readonly Finding[] {
  const limits = ['kms:viaservice', 'kms:resourcealiases'];
  const limited = conditionEntries(statement.conditions).some(
    ({ operator, key }) => limits.includes(key) && !/Not|IfExists/i.test(operator),
  );
  if (limited) return [];
  const open = statement.resources.find((resource) => resource instanceof Unknown);
  if (open) return undecided(`${where}.Resource`, open);
  const wide = statement.resources.find((resource) => /\*/.test(textOf(resource) ?? ''));
  return wide === undefined ? [] : fail(`${where}.Resource`, 'may decrypt with any key');
}
