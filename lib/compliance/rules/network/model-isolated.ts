import type { Rule } from '../../checks/check';
import { expectTrue } from '../expect';

/** The container of a model can reach nothing: not the internet, not the services of the account. */
export const modelIsolated: Rule = (resource) =>
  expectTrue(resource, 'EnableNetworkIsolation', 'the container may open network connections');
