export * from './acknowledgements/iso27001-acknowledgement';
export * from './iso27001-checks';
export * from './iso27001-checks-props';
