import type { Rule } from '../../checks/check';
import { expectOneOf } from '../expect';

/** A tag that was approved stays what it was. */
export const immutableTags: Rule = (repository) =>
  expectOneOf(repository, 'ImageTagMutability', ['IMMUTABLE'], 'a tag can be moved to another image');
