import type { Rule } from '../../checks/check';
import { expectOneOf, expectPresent } from '../expect';

/** A notebook stands in the company's network and has no way of its own to the internet. */
export const notebookPrivate: Rule = (notebook) => [
  ...expectPresent(notebook, 'SubnetId', 'it stands outside your network'),
  ...expectOneOf(notebook, 'DirectInternetAccess', ['Disabled'], 'it reaches the internet directly'),
];
