import type { Rule } from '../../checks/check';
import { ruleFinding, ruleFindings } from './egress-restricted';

const WHAT = 'the whole internet may connect';

/** Nothing accepts connections from the whole internet. */
export const ingressRestricted: Rule = (resource) => {
  if (resource.type === 'AWS::EC2::SecurityGroupIngress') return ruleFinding(resource.properties, '', WHAT);
  return ruleFindings(resource.get('SecurityGroupIngress'), 'SecurityGroupIngress', WHAT);
};
