import type { Rule } from '../../checks/check';
import { expectOneOf, expectPresent, NOT_APPLICABLE } from '../expect';
import { networkConfigPath } from '../serving/jobs';
import { isServedServerless, whereServersRun } from '../serving/serverless';

/** Models, jobs and studio domains stand in the company's network. Serverless variants cannot: they need no VpcConfig. */
export const inPrivateNetwork: Rule = (resource, context) => {
  if (resource.type === 'AWS::SageMaker::Domain') {
    return expectOneOf(resource, 'AppNetworkAccessType', ['VpcOnly'], 'studio reaches the internet directly');
  }
  if (resource.type !== 'AWS::SageMaker::Model') {
    const where = networkConfigPath(resource);
    if (where === undefined) return NOT_APPLICABLE;
    return expectPresent(resource, `${where}.VpcConfig`, 'it runs outside your network');
  }
  const outside = expectPresent(resource, 'VpcConfig.Subnets', 'it runs outside your network');
  return whereServersRun(isServedServerless(resource, context), outside);
};
