import type { Problems } from './validation';

/** S3 allows 63 characters: the longest suffix, `-inference-data-<account>-<Region>`, takes 43 of them. */
const NAME_PREFIX = /^[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?$/;

/** Checks the prefix of names that another stack can compute. */
export function validateNamePrefix(problems: Problems, namePrefix: string | undefined): void {
  problems.matches(
    'namePrefix',
    namePrefix,
    NAME_PREFIX,
    '1 to 20 lower-case letters, digits and inner hyphens',
    'Shorten it, or leave namePrefix out to let CloudFormation make the names.',
  );
}
