import type { Rule } from '../../checks/check';
import { Unknown } from '../../template';
import { fail, undecided } from '../expect';
import { tagKeys, tagsProperty } from '../identity/tags-present';

/** Data says how sensitive it is: `data-classification` or the tag the company uses. */
export const classificationTag: Rule = (resource, { settings }) => {
  const where = tagsProperty(resource);
  const tags = resource.get(where);
  const accepted = [
    settings.classificationTag.toLowerCase(),
    'data-classification',
    'dataclassification',
    'classification',
  ];
  if (tagKeys(resource).some((key) => accepted.includes(key))) return [];
  return tags instanceof Unknown ? undecided(where, tags) : fail(where, 'no classification tag');
};
