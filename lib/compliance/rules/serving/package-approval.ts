import type { Rule } from '../../checks/check';
import { expectThat, isOpen } from '../expect';

/** A person approves a model version; a template does not. */
export const packageApproval: Rule = (resource) =>
  expectThat(
    resource,
    'ModelApprovalStatus',
    (status) => (isOpen(status) ? undefined : status !== 'Approved'),
    'the template approves the version itself',
  );
