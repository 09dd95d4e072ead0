import type { Rule } from '../../checks/check';
import { allOf, expectOneOf, expectTrue, NOT_APPLICABLE } from '../expect';
import { isFor } from '../purpose';

/** The rows a model learned from are still there, unchanged. */
export const datasetLocked: Rule = (bucket, context) => {
  if (!isFor('dataset', bucket, context)) return NOT_APPLICABLE;
  return allOf(
    expectOneOf(bucket, 'VersioningConfiguration.Status', ['Enabled'], 'a data set can be overwritten'),
    expectTrue(bucket, 'ObjectLockEnabled', 'a data set can be deleted'),
  );
};
