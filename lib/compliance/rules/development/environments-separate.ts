import type { Finding, Rule } from '../../checks/check';
import { Unknown } from '../../template';
import { fail, NOT_APPLICABLE, undecided } from '../expect';

/** Account ids as they stand in ARNs and registry names. */
const ACCOUNT_ID = /(?<![0-9])[0-9]{12}(?![0-9])/g;

/** A stack knows its account, and names nothing of another environment's account. */
export const environmentsSeparate: Rule = (stack, { settings }) => {
  if (settings.environments.length === 0) return NOT_APPLICABLE;
  const { account, body } = stack.template.source;
  if (account === undefined) return undecided('', new Unknown('the stack has no account of its own'));
  const own = settings.environments.find((environment) => environment.account === account);
  if (!own) return fail('', `account ${account} belongs to no environment`);
  const named = new Set(JSON.stringify(body ?? {}).match(ACCOUNT_ID));
  return settings.environments
    .filter((other) => other.account !== account && named.has(other.account))
    .flatMap((other): readonly Finding[] => fail('', `${own.name} names account ${other.account} of ${other.name}`));
};
