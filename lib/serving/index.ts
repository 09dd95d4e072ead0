/** What the other features of this library build on; what its users see of it is `api.ts`. */
export * from './api';
export { checkEndpoint } from './check-endpoint';
export { repositoryArn } from './container-image';
export { defaultPolicy } from './default-policy';
export type { DeploymentTime } from './deployment-strategy';
export { endpointArnOf, endpointNameOf } from './endpoint-base';
export { checkNetwork } from './endpoint-network';
export { rollbackPolicy } from './execution-role';
export { Hosting } from './hosting';
export { fromVpcs, invokeFromOf, watchAbuse } from './invoke-guard';
export { alarmsPerVariant, rollbackAlarmSettings } from './rollback-alarms';
export { scalingSettings } from './variant-scaling';
export { PRODUCTION, type VariantSpec, variantSpec } from './variant-spec';
