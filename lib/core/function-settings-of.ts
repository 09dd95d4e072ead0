import type { FunctionSettings } from './function-settings';

/** The settings alone, of properties that extend them. */
export function functionSettingsOf(props: FunctionSettings): FunctionSettings {
  const { vpc, vpcSubnets, securityGroups, permissionsBoundary, logRetention, reserveConcurrency } = props;
  const { codeSigningConfig, removalPolicy } = props;
  return {
    vpc,
    vpcSubnets,
    securityGroups,
    permissionsBoundary,
    logRetention,
    reserveConcurrency,
    codeSigningConfig,
    removalPolicy,
  };
}
