export * from './baseline-builder';
export * from './baseline-diff';
export * from './baseline-document';
export * from './baseline-refused-error';
export { DEFAULT_MIN_ROWS } from './fitness';
export * from './infer-schema';
export { driftColumn, monitoredField } from './monitored-fields';
export * from './read-baseline';
export { timeOf, type WindowUnit, windowStart } from './time';
