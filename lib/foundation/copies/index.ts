export * from './backup-plan';
export * from './regional-copies';
export * from './regional-copies-interface';
