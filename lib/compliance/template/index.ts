export * from './application';
export * from './template';
export * from './value';
