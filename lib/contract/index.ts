export * from './capture';
export * from './deployment-record';
export * from './documents';
export * from './drift-alarm';
export * from './drift-monitor';
export * from './drift-report';
export * from './metrics';
export * from './storage';
