import type { Rule } from '../../checks/check';
import { expectOneOf, expectTrue } from '../expect';

/** A request can be followed through every function and step. */
export const tracing: Rule = (resource) =>
  resource.type === 'AWS::Lambda::Function'
    ? expectOneOf(resource, 'TracingConfig.Mode', ['Active'], 'its calls are not traced')
    : expectTrue(resource, 'TracingConfiguration.Enabled', 'its steps are not traced');
