import type { Rule, RuleContext } from '../../checks/check';
import { at, isMap, isPresent, listOf, type Resource, textOf, Unknown, type Value } from '../../template';
import { fail, PASS, undecided } from '../expect';

/** Scalable targets that name the endpoint in their resource id. */
function targetsOf(endpoint: Resource, { application }: RuleContext): readonly Resource[] {
  const name = textOf(endpoint.get('EndpointName'));
  return application.ofType('AWS::ApplicationAutoScaling::ScalableTarget').filter((target) => {
    const id = target.get('ResourceId');
    const named = name !== undefined && (textOf(id) ?? '').startsWith(`endpoint/${name}/`);
    return named || application.names(id, endpoint);
  });
}

/** Capacity follows demand up to a bound; a released endpoint declares its scaling itself. */
export const boundedScaling: Rule = (endpoint, context) => {
  if (endpoint.get('EndpointName') instanceof Unknown) return undecided('EndpointName', endpoint.get('EndpointName'));
  if (scalesItself(endpoint.get('Scaling'))) return PASS;
  if (isServerless(endpoint, context)) return PASS;
  const bounded = targetsOf(endpoint, context).some((target) => isPresent(target.get('MaxCapacity')));
  return bounded ? PASS : fail('', 'no scaling with a maximum follows demand');
};

/** A released endpoint declares the bounds of each variant by its name. */
function scalesItself(scaling: Value): boolean {
  const variants = isMap(scaling) ? Object.values(scaling) : listOf(scaling);
  return variants.some((variant) => isPresent(at(variant, 'maxCapacity') ?? at(variant, 'MaxCapacity')));
}

function isServerless(endpoint: Resource, { application }: RuleContext): boolean {
  const config = application.target(endpoint.get('EndpointConfigName'));
  return config?.get('ProductionVariants.0.ServerlessConfig') !== undefined;
}
