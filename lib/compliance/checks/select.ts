import { type Check, checkId } from './check';
import { CHECKS } from './table';

/**
 * The checks a person means: an identifier (`ISO27001-8.24-BucketCustomerKey`), a name, a number (`77`), or a control
 * (`8.24`) for all of its checks. Empty where nothing is meant.
 */
export function checksNamed(text: string): readonly Check[] {
  const wanted = text.trim().replace(/^ISO27001::/, '');
  const family = wanted.replace(/^ISO27001-/, '');
  return CHECKS.filter(
    (check) =>
      checkId(check) === wanted ||
      check.name === wanted ||
      String(check.number) === wanted ||
      check.controls.includes(family),
  );
}
