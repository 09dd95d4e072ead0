/**
 * Resources that an application makes at run time and names by a hash or by number, so that a right to them can only be
 * written as the shape of their names: a literal beginning, of this Region and account, and a hyphen or a parent's name
 * before the first wildcard.
 *
 * Source: the "Resource types" tables of the Service Authorization Reference for Amazon SageMaker, Amazon CloudWatch and
 * AWS Step Functions,
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const PLACE = '[^:*?]+:[^:*?]+';
/** At least three characters that are no wildcard, the last of them a hyphen. */
const STEM = '[^*?/]{2,}-';
const SHAPES: readonly RegExp[] = [
  new RegExp(`^arn:[^:*?]+:sagemaker:${PLACE}:(model|endpoint-config)/${STEM}[*?]+$`),
  new RegExp(`^arn:[^:*?]+:cloudwatch:${PLACE}:alarm:${STEM}[-*?]+$`),
  // Executions of one state machine.
  new RegExp(`^arn:[^:*?]+:states:${PLACE}:execution:[^:*?]+:\\*$`),
];

export function isNamedAtRunTime(arn: string): boolean {
  return SHAPES.some((shape) => shape.test(arn));
}
