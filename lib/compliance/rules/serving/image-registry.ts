import type { Rule } from '../../checks/check';
import { textOf, Unknown } from '../../template';
import { fail, NOT_APPLICABLE, undecided } from '../expect';
import { imagesOf } from './images';

/** A private ECR registry, with or without gaps for account and Region. */
const PRIVATE_ECR = /^[^/]*\.dkr\.ecr(-fips)?\.[^/]+\.(amazonaws\.com(\.cn)?|\$\{AWS_URLSuffix\})\//;

/** Images come from a registry that the company allows; by default from private ECR only. */
export const imageRegistry: Rule = (resource, context) => {
  const images = imagesOf(resource, context);
  if (images.length === 0) return NOT_APPLICABLE;
  return images.flatMap(({ where, image }) => {
    const text = textOf(image);
    if (text === undefined || image instanceof Unknown || text.startsWith('${')) {
      if (text === undefined || !PRIVATE_ECR.test(text)) return undecided(where, image);
    }
    const { allowedImageRegistries } = context.settings;
    const allowed =
      allowedImageRegistries.length === 0
        ? PRIVATE_ECR.test(text)
        : allowedImageRegistries.some((registry) => text.startsWith(`${registry.replace(/\/$/, '')}/`));
    return allowed ? [] : fail(where, `the image comes from ${text.split('/')[0]}`);
  });
};
