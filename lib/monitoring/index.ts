export * from './baseline';
export * from './capture-location';
export * from './drift-monitor';
export * from './drift-monitor-props';
export * from './drift-thresholds';
