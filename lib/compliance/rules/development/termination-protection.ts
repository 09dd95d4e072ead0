import type { Rule } from '../../checks/check';
import { Unknown } from '../../template';
import { fail, PASS, undecided } from '../expect';

/** A stack cannot be deleted by one command. */
export const terminationProtection: Rule = (stack) => {
  const { terminationProtection: on } = stack.template.source;
  if (on === undefined) return undecided('', new Unknown('a template does not say'));
  return on ? PASS : fail('', 'termination protection is off');
};
