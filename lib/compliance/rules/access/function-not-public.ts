import type { Rule } from '../../checks/check';
import { isPresent } from '../../template';
import { expectOneOf, fail, isOpen, PASS, undecided } from '../expect';

const LIMITS = ['SourceAccount', 'SourceArn', 'PrincipalOrgID'];

/** Nobody without credentials calls a function. */
export const functionNotPublic: Rule = (resource) => {
  if (resource.type === 'AWS::Lambda::Url') {
    return expectOneOf(resource, 'AuthType', ['AWS_IAM'], 'its URL answers everyone');
  }
  const principal = resource.get('Principal');
  if (isOpen(principal) && !isPresent(principal)) return undecided('Principal', principal);
  if (principal !== '*') return PASS;
  return LIMITS.some((limit) => resource.get(limit) !== undefined) ? PASS : fail('Principal', 'everyone may call it');
};
