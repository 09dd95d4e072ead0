export * from './compliance';
export * from './core/compliance-profile';
export * from './registry';
