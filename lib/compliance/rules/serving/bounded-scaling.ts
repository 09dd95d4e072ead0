import type { Rule, RuleContext } from '../../checks/check';
import { at, identityOf, isMap, isPresent, listOf, type Resource, textOf, type Value } from '../../template';
import { fail, PASS } from '../expect';
import { unlessNamedElsewhere } from './endpoint-watchers';
import { isServerless, whereServersRun } from './serverless';

/** Scalable targets that name the endpoint in their resource id. */
function targetsOf(endpoint: Resource, { application }: RuleContext): readonly Resource[] {
  const name = identityOf(endpoint.get('EndpointName'));
  return application.ofType('AWS::ApplicationAutoScaling::ScalableTarget').filter((target) => {
    const id = target.get('ResourceId');
    const named = name !== undefined && (textOf(id) ?? '').startsWith(`endpoint/${name}/`);
    return named || application.names(id, endpoint);
  });
}

/** Capacity follows demand up to a bound; a released endpoint declares its scaling itself. */
export const boundedScaling: Rule = (endpoint, context) => {
  if (scalesItself(endpoint.get('Scaling'))) return PASS;
  // No scalable target is made without a maximum; one that a parameter gives is one.
  if (targetsOf(endpoint, context).some((target) => target.get('MaxCapacity') !== undefined)) return PASS;
  const config = context.application.target(endpoint.get('EndpointConfigName'));
  const serverless = config ? isServerless(config) : false;
  const unbounded = unlessNamedElsewhere(endpoint, fail('', 'no scaling with a maximum follows demand'));
  return whereServersRun(serverless, unbounded) ?? PASS;
};

/** A released endpoint declares the bounds of each variant by its name. */
function scalesItself(scaling: Value): boolean {
  const variants = isMap(scaling) ? Object.values(scaling) : listOf(scaling);
  return variants.some((variant) => isPresent(at(variant, 'maxCapacity') ?? at(variant, 'MaxCapacity')));
}
