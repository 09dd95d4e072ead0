import type { Rule } from '../../checks/check';
import { expectOneOf } from '../expect';

/** A notebook's user cannot become root; without a word, he can. */
export const notebookNoRoot: Rule = (notebook) =>
  expectOneOf(notebook, 'RootAccess', ['Disabled'], 'its user may become root');
