import type { Rule } from '../../checks/check';
import { listOf, Unknown } from '../../template';
import { fail, PASS, undecided } from '../expect';

/** A table lives on when a Region does not. */
export const tableReplicas: Rule = (table) => {
  const replicas = table.get('Replicas');
  if (replicas instanceof Unknown) return undecided('Replicas', replicas);
  return listOf(replicas).length >= 2 ? PASS : fail('Replicas', 'the table exists in one Region only');
};
