import type { Rule } from '../../checks/check';
import { expectTrue, NOT_APPLICABLE } from '../expect';
import { networkConfigPath } from '../serving/jobs';

/** Containers of one job talk to each other in cipher. */
export const interContainerEncryption: Rule = (resource) => {
  const where = networkConfigPath(resource);
  if (where === undefined) return NOT_APPLICABLE;
  return expectTrue(resource, `${where}.EnableInterContainerTrafficEncryption`, 'containers talk in clear');
};
