export * from './compose-release';
export * from './head';
export * from './judge';
export * from './next-step';
export * from './role-models';
export * from './rollback-target';
export * from './serving';
