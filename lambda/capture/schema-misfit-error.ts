/** A FeatureSchema that cannot be read by, or does not fit its data: every misfit, named with its remedy. */
export class SchemaMisfitError extends Error {
  constructor(readonly misfits: readonly string[]) {
    super(`The feature schema does not fit:\n${misfits.map((misfit) => `  - ${misfit}`).join('\n')}`);
    this.name = 'SchemaMisfitError';
  }
}
