export * from './check';
export * from './explain';
export * from './read-assembly';
export * from './read-template';
export * from './table';
