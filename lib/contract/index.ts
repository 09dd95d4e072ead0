export * from './capture';
export * from './documents';
export * from './metrics';
export * from './storage';
