import type { Rule } from '../../checks/check';
import { expectOneOf } from '../expect';

/** Data scientists sign in as themselves, through the company's directory. */
export const singleSignOn: Rule = (domain) => expectOneOf(domain, 'AuthMode', ['SSO'], 'users share an IAM identity');
