import type { Rule } from '../../checks/check';
import { textOf, type Value } from '../../template';
import { expectThat, isOpen, NOT_APPLICABLE } from '../expect';

/**
 * Runtimes that get no security patches any more. As of November 2026:
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
 */
const DEPRECATED = [
  /^nodejs(4\.3|6\.10|8\.10|10\.x|12\.x|14\.x|16\.x|18\.x|20\.x)?$/,
  /^python(2\.7|3\.6|3\.7|3\.8|3\.9|3\.10)$/,
  /^(java8|go1\.x|provided|provided\.al2)$/,
  /^dotnet(core.*|5\.0|6|7|8)$/,
  /^ruby(2\.5|2\.7|3\.2)$/,
];

/** The language runtime still gets patches. An image brings its own. */
export const currentRuntime: Rule = (resource) => {
  const runtime = resource.get('Runtime');
  if (runtime === undefined || resource.get('PackageType') === 'Image') return NOT_APPLICABLE;
  const name = textOf(runtime) ?? 'its runtime';
  const holds = (value: Value) => !DEPRECATED.some((pattern) => pattern.test(textOf(value) ?? ''));
  return expectThat(
    resource,
    'Runtime',
    (value) => (isOpen(value) ? undefined : holds(value)),
    `${name} gets no patches`,
  );
};
