import type { Rule } from '../../checks/check';
import { expectPresent } from '../expect';

/** One function cannot use up the concurrency of the whole account; 0 is a bound too. */
export const functionConcurrency: Rule = (resource) =>
  expectPresent(resource, 'ReservedConcurrentExecutions', 'it may take all concurrency of the account');
