import type { Finding, Outcome, RuleContext } from '../../checks/check';
import { at, isList, type Resource, Unknown, type Value } from '../../template';
import { NOT_APPLICABLE, undecided } from '../expect';

/**
 * What a serverless variant cannot have, a check does not ask of it: a network, isolation from it, data capture,
 * instances, volumes.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html
 */

/** Whether all are; undefined where one may be and none is not. */
function all(verdicts: readonly (boolean | undefined)[]): boolean | undefined {
  if (verdicts.length === 0 || verdicts.includes(false)) return false;
  return verdicts.includes(undefined) ? undefined : true;
}

/** Whether a variant runs without servers; undefined where a condition or a parameter decides. */
export function isServerlessVariant(variant: Value): boolean | undefined {
  const config = at(variant, 'ServerlessConfig');
  return config instanceof Unknown ? undefined : config !== undefined;
}

/** Whether all variants of a configuration run without servers. */
export function isServerless(config: Resource): boolean | undefined {
  return areServerless(config.get('ProductionVariants'));
}

function areServerless(variants: Value): boolean | undefined {
  if (isList(variants)) return all(variants.map(isServerlessVariant));
  if (!(variants instanceof Unknown)) return false;
  const [first, ...others] = variants.alternatives.map(areServerless);
  return others.every((other) => other === first) ? first : undefined;
}

/** Whether every configuration that serves a model does so without servers. */
export function isServedServerless(model: Resource, { application }: RuleContext): boolean | undefined {
  const configs = application.referrers(model, ['AWS::SageMaker::EndpointConfig'], 'ProductionVariants');
  return all(configs.map(isServerless));
}

/** What is wrong where servers run: nothing without them, and open where a condition decides whether there are any. */
export function whereServersRun(serverless: boolean | undefined, findings: readonly Finding[]): Outcome {
  if (serverless === true) return NOT_APPLICABLE;
  const [first] = findings;
  if (serverless === false || first === undefined) return findings;
  return undecided(first.where, new Unknown('whether it runs without servers'));
}
