export * from './alert-channel';
export * from './alert-topic';
export * from './artifact-source';
export * from './artifact-store';
export * from './artifact-store-props';
export * from './audit-trail';
export * from './encryption-keys';
export * from './verified-artifact';
