export * from './feature';
export * from './feature-schema';
export * from './model-version';
export * from './model-version-props';
