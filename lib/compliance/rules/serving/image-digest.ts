import type { Rule } from '../../checks/check';
import { textOf } from '../../template';
import { fail, NOT_APPLICABLE, undecided } from '../expect';
import { imagesOf } from './images';

/** An image is named by its digest: a tag can point to something else tomorrow. */
export const imageDigest: Rule = (resource) => {
  const images = imagesOf(resource);
  if (images.length === 0) return NOT_APPLICABLE;
  return images.flatMap(({ where, image }) => {
    const text = textOf(image);
    if (text !== undefined && /@sha256:([0-9a-f]{64}|\$\{.*\})$/.test(text)) return [];
    // A gap at the end may hold a digest; a literal end cannot.
    return text === undefined || text.endsWith('}')
      ? undecided(where, image)
      : fail(where, 'the image is named by tag');
  });
};
