import type { Rule } from '../../checks/check';
import { fail, PASS } from '../expect';
import { ingressRestricted } from './ingress-restricted';

/** Security groups are closed to the internet; a network keeps a record of its connections. */
export const networkWatched: Rule = (resource, context) => {
  if (resource.type !== 'AWS::EC2::VPC') return ingressRestricted(resource, context);
  const logs = context.application.referrers(resource, ['AWS::EC2::FlowLog'], 'ResourceId');
  return logs.length > 0 ? PASS : fail('', 'its connections are not recorded');
};
