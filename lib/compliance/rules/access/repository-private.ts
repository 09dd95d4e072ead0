import type { Rule } from '../../checks/check';
import { Unknown } from '../../template';
import { fail, undecided } from '../expect';
import { isEveryone, mayAllow, statementsOf } from './policy';

/** Model images are nobody else's business. */
export const repositoryPrivate: Rule = (resource) => {
  if (resource.type === 'AWS::ECR::PublicRepository') return fail('', 'the repository is public');
  const statements = statementsOf(resource.get('RepositoryPolicyText'));
  if (statements instanceof Unknown) return undecided('RepositoryPolicyText', statements);
  return statements
    .filter((statement) => mayAllow(statement) && isEveryone(statement.principal))
    .flatMap(({ index }) => fail(`RepositoryPolicyText.Statement.${index}.Principal`, 'everyone may pull images'));
};
