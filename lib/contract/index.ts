export * from './capture';
export * from './documents';
export * from './drift-report';
export * from './metrics';
export * from './storage';
