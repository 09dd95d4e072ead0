export * from './approval';
export * from './fallback';
export * from './golden-request';
export { type IReleaseLedger, ReleaseLedger } from './release-ledger';
export * from './release-ledger-props';
export * from './released-endpoint';
export * from './released-endpoint-props';
export * from './rollback-grant-options';
export * from './wait-for';
