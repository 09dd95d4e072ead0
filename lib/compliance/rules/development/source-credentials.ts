import type { Rule } from '../../checks/check';
import { textOf } from '../../template';
import { expectThat, fail, isOpen, NOT_APPLICABLE, PASS } from '../expect';

const HOSTED = ['GITHUB', 'GITHUB_ENTERPRISE', 'BITBUCKET', 'GITLAB', 'GITLAB_SELF_MANAGED'];
const SAFE = ['OAUTH', 'CODECONNECTIONS', 'SECRETS_MANAGER'];

/** A build reads its source with a connection, never with a password in the address. */
export const sourceCredentials: Rule = (project) => {
  if (/^https?:\/\/[^/@]+@/.test(textOf(project.get('Source.Location')) ?? '')) {
    return fail('Source.Location', 'the address holds credentials');
  }
  const type = project.get('Source.Type');
  if (typeof type !== 'string') return NOT_APPLICABLE;
  if (!HOSTED.includes(type)) return PASS;
  const holds = (auth: unknown) => auth === undefined || (typeof auth === 'string' && SAFE.includes(auth));
  return expectThat(
    project,
    'Source.Auth.Type',
    (auth) => (isOpen(auth) ? undefined : holds(auth)),
    'the source is read with a token',
  );
};
