import type { Rule } from '../../checks/check';
import { expectCustomerKey } from '../expect';

/** The volumes of notebooks and studio domains are encrypted with a customer key. */
export const workspaceKey: Rule = (resource) =>
  expectCustomerKey(resource, 'KmsKeyId', 'its volume has no customer key');
