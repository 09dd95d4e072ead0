import type { Finding, Rule } from '../../checks/check';
import { textOf, Unknown, type Value } from '../../template';
import { fail, NOT_APPLICABLE, undecided } from '../expect';
import { imagesOf } from './images';

/** An image is named by its digest: a tag can point to something else tomorrow. */
export const imageDigest: Rule = (resource, context) => {
  const images = imagesOf(resource, context);
  if (images.length === 0) return NOT_APPLICABLE;
  return images.flatMap(({ where, image }): readonly Finding[] => {
    const pinned = isPinned(image);
    if (pinned === undefined) return undecided(where, image);
    return pinned ? [] : fail(where, 'the image is named by tag');
  });
};

/** Undefined where only the deployment knows; what a mapping or a condition chooses from is judged as one if it agrees. */
function isPinned(image: Value): boolean | undefined {
  if (image instanceof Unknown && image.alternatives.length > 0) {
    const [first, ...others] = image.alternatives.map(isPinned);
    return others.every((other) => other === first) ? first : undefined;
  }
  const text = textOf(image);
  if (text === undefined) return undefined;
  if (/@sha256:([0-9a-f]{64}|\$\{.*\})$/.test(text)) return true;
  // A gap at the end may hold a digest; a literal end cannot.
  return text.endsWith('}') ? undefined : false;
}
