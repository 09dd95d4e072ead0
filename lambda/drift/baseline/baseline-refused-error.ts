/** One reason why a reference is not fit to be a baseline. */
export interface BaselineProblem {
  readonly code:
    | 'TOO_FEW_ROWS'
    | 'MISSING_FEATURE'
    | 'SCHEMA_MISFIT'
    | 'CONSTANT_COLUMN'
    | 'TOO_MANY_CATEGORIES'
    | 'RANGE_TOO_WIDE'
    | 'TOO_MANY_WINDOWS'
    | 'TOO_FEW_WINDOWS'
    | 'BAD_IMPORTANCE';
  /** Name of the column; absent where the whole reference is meant. */
  readonly column?: string;
  /** What is wrong and what to do about it: a full sentence. */
  readonly message: string;
}

/** A reference that is not fit to be a baseline, with every reason. */
export class BaselineRefusedError extends Error {
  constructor(readonly problems: readonly BaselineProblem[]) {
    super(`No baseline was made:\n${problems.map(({ code, message }) => `  - ${code}: ${message}`).join('\n')}`);
    this.name = 'BaselineRefusedError';
  }
}
