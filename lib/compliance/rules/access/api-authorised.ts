import type { Rule } from '../../checks/check';
import { expectThat, isOpen, NOT_APPLICABLE } from '../expect';

/** Each method and route asks who calls; a preflight request carries no credentials. */
export const apiAuthorised: Rule = (resource) => {
  if (resource.get('HttpMethod') === 'OPTIONS') return NOT_APPLICABLE;
  const holds = (type: unknown) => typeof type === 'string' && type !== '' && type !== 'NONE';
  return expectThat(
    resource,
    'AuthorizationType',
    (type) => (isOpen(type) ? undefined : holds(type)),
    'everyone may call it',
  );
};
