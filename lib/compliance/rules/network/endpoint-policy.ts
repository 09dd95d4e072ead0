import type { Finding, Rule } from '../../checks/check';
import { textOf, Unknown } from '../../template';
import { conditionEntries, mayAllow, statementsOf } from '../access/policy';
import { fail, undecided } from '../expect';

/** A VPC endpoint lets out to named resources only, or under a condition. */
export const endpointPolicy: Rule = (endpoint) => {
  const document = endpoint.get('PolicyDocument');
  if (document === undefined) return fail('PolicyDocument', 'every resource of every account can be reached');
  const statements = statementsOf(document);
  if (statements instanceof Unknown) return undecided('PolicyDocument', statements);
  return statements.filter(mayAllow).flatMap((statement): readonly Finding[] => {
    const everything = statement.resources.some((resource) => textOf(resource) === '*');
    const conditioned = conditionEntries(statement.conditions).length > 0;
    const where = `PolicyDocument.Statement.${statement.index}.Resource`;
    return everything && !conditioned ? fail(where, 'every resource of every account can be reached') : [];
  });
};
