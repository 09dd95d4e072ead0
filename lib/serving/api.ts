export * from './deployment-options';
export * from './deployment-policy';
export { ModelEndpointBase } from './endpoint-base';
export * from './endpoint-interface';
export * from './endpoint-options';
export * from './model-endpoint';
export * from './model-endpoint-props';
export * from './rollback-thresholds';
export * from './variant-props';
