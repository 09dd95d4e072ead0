export * from './compliance';
export * from './core/compliance-profile';
export * from './core/function-settings';
export * from './foundation';
export * from './monitoring';
export * from './platform';
export * from './registry';
export * from './serving/api';
