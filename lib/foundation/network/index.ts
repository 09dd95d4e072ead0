export * from './network-service';
export * from './private-network';
export * from './private-network-interface';
export * from './private-network-props';
