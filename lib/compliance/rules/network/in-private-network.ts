import type { Rule } from '../../checks/check';
import { expectOneOf, expectPresent, NOT_APPLICABLE } from '../expect';
import { networkConfigPath } from '../serving/jobs';

/** Models, jobs and studio domains stand in the company's network. Serverless variants cannot: they need no VpcConfig. */
export const inPrivateNetwork: Rule = (resource, { application }) => {
  if (resource.type === 'AWS::SageMaker::Domain') {
    return expectOneOf(resource, 'AppNetworkAccessType', ['VpcOnly'], 'studio reaches the internet directly');
  }
  if (resource.type !== 'AWS::SageMaker::Model') {
    const where = networkConfigPath(resource);
    if (where === undefined) return NOT_APPLICABLE;
    return expectPresent(resource, `${where}.VpcConfig`, 'it runs outside your network');
  }
  const configs = application.referrers(resource, ['AWS::SageMaker::EndpointConfig'], 'ProductionVariants');
  const serverless = configs.some((config) => config.get('ProductionVariants.0.ServerlessConfig') !== undefined);
  return serverless ? NOT_APPLICABLE : expectPresent(resource, 'VpcConfig.Subnets', 'it runs outside your network');
};
