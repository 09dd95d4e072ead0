import type { Rule } from '../../checks/check';
import { Unknown } from '../../template';
import { fail, NOT_APPLICABLE, PASS, undecided } from '../expect';

/** Nothing is deployed where the company does not work. */
export const allowedRegion: Rule = (stack, { settings }) => {
  if (settings.allowedRegions.length === 0) return NOT_APPLICABLE;
  const { region } = stack.template.source;
  if (region === undefined) return undecided('', new Unknown('the stack has no Region of its own'));
  return settings.allowedRegions.includes(region) ? PASS : fail('', `the stack goes to ${region}`);
};
