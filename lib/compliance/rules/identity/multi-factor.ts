import type { Rule } from '../../checks/check';
import { expectOneOf } from '../expect';

/** Everyone who signs in shows a second factor. */
export const multiFactor: Rule = (pool) =>
  expectOneOf(pool, 'MfaConfiguration', ['ON'], 'one factor is enough to sign in');
