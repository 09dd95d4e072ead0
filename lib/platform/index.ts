export * from './production-model';
export * from './production-model-props';
