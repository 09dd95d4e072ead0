export * from './drift-judge';
export * from './drift-policy';
export * from './effect-level';
export * from './monitored-field';
