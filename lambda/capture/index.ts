export * from './bad-line';
export * from './capture-scanner';
export * from './cell';
export * from './column-plan';
export * from './prediction-rows';
export * from './row-batch';
export * from './schema-misfit-error';
export * from './table-rows';
export { Vocabulary } from './vocabulary';
