import type { Rule } from '../../checks/check';
import { at, isPresent, listOf, unknownIn } from '../../template';
import { fail, PASS, undecided } from '../expect';

/** Where each type keeps its limit of requests a second. */
function limitOf(type: string): string {
  return type === 'AWS::ApiGatewayV2::Stage' ? 'DefaultRouteSettings' : 'MethodSettings';
}

/** A stage limits requests, a web ACL limits each caller: a model is copied by asking it millions of times. */
export const throttled: Rule = (resource) => {
  if (resource.type === 'AWS::WAFv2::WebACL') {
    const rules = resource.get('Rules');
    const limited = listOf(rules).some((rule) => at(rule, 'Statement.RateBasedStatement.Limit') !== undefined);
    if (limited) return PASS;
    const open = unknownIn(rules);
    return open ? undecided('Rules', open) : fail('Rules', 'no rule limits how often one caller asks');
  }
  const where = limitOf(resource.type);
  const settings = resource.get(where);
  if (listOf(settings).some((setting) => isPresent(at(setting, 'ThrottlingRateLimit')))) return PASS;
  const open = unknownIn(settings);
  return open ? undecided(where, open) : fail(where, 'requests are not limited');
};
