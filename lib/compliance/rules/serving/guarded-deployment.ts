import type { Finding, Rule } from '../../checks/check';
import { at, isMap, isPresent, Unknown, type Value } from '../../template';
import { fail, undecided } from '../expect';

/** Both kinds of endpoint declare their guardrails in the words of the SageMaker API. */
export const ENDPOINT_TYPES = ['AWS::SageMaker::Endpoint', 'Custom::ReleasedEndpoint'] as const;

/** New versions arrive blue/green or in batches, and an alarm brings the old one back. */
export const guardedDeployment: Rule = (endpoint) => {
  const config = endpoint.get('DeploymentConfig');
  if (config instanceof Unknown) return undecided('DeploymentConfig', config);
  if (!isMap(config)) return fail('DeploymentConfig', 'a new version takes all traffic with no way back');
  return [...policyFindings(config), ...rollbackFindings(config)];
};

function policyFindings(config: Value): readonly Finding[] {
  const policies = ['BlueGreenUpdatePolicy', 'RollingUpdatePolicy'].map((name) => at(config, name));
  const open = policies.find((policy) => policy instanceof Unknown);
  if (open) return undecided('DeploymentConfig', open);
  return policies.some(isMap) ? [] : fail('DeploymentConfig', 'no blue/green or rolling policy is set');
}

function rollbackFindings(config: Value): readonly Finding[] {
  const where = 'DeploymentConfig.AutoRollbackConfiguration.Alarms';
  const alarms = at(config, 'AutoRollbackConfiguration.Alarms');
  if (alarms instanceof Unknown) return undecided(where, alarms);
  return isPresent(alarms) ? [] : fail(where, 'no alarm brings the old version back');
}
