export * from './iso27001-checks';
