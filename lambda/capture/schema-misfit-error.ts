/** A FeatureSchema that cannot be read by, or does not fit its data: every misfit, named with its remedy. */
export class SchemaMisfitError extends Error {
  /** @param file that does not fit, where it is one of many */
  constructor(
    readonly misfits: readonly string[],
    file?: string,
  ) {
    const what = file === undefined ? 'The feature schema does not fit' : `${file} does not fit the feature schema`;
    super(`${what}:\n${misfits.map((misfit) => `  - ${misfit}`).join('\n')}`);
    this.name = 'SchemaMisfitError';
  }
}
