import type { Rule } from '../../checks/check';
import { asBoolean } from '../../template';
import { expectPresent, expectThat, isOpen } from '../expect';

/** Subnets hand out no public addresses; functions stand in the company's network. */
export const privatePlacement: Rule = (resource) => {
  if (resource.type === 'AWS::Lambda::Function') {
    return expectPresent(resource, 'VpcConfig.SubnetIds', 'it runs outside your network');
  }
  return expectThat(
    resource,
    'MapPublicIpOnLaunch',
    (value) => (isOpen(value) ? undefined : asBoolean(value) !== true),
    'machines in it get public addresses',
  );
};
