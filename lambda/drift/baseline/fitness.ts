import type { BaselineProblem } from './baseline-refused-error';
import { type ColumnTally, MAX_DISTINCT_CATEGORIES } from './column-tally';

/** Fewer rows than this make a baseline whose own noise hides what it is to find. */
export const DEFAULT_MIN_ROWS = 1000;
/** A column in which more rows than this do not fit their kind has another kind. */
const MAX_MISFIT_SHARE = 0.2;

/** What keeps a column from being a reference. An output that the reference does not have is no problem: see the builder. */
export function columnProblems(tally: ColumnTally): BaselineProblem[] {
  const { column, rows, nulls, invalid } = tally;
  const { name, kind } = column;
  const quoted = `'${name}'`;
  const all = rows + nulls + invalid;
  const problem = (code: BaselineProblem['code'], message: string): BaselineProblem[] => [
    { code, column: name, message },
  ];
  if (all === nulls) {
    return problem(
      'MISSING_FEATURE',
      `${quoted} has no value in any row. Add it to the data or remove it from the schema.`,
    );
  }
  if (invalid > MAX_MISFIT_SHARE * all) {
    const share = ((100 * invalid) / all).toFixed(1);
    const message = `${share} % of the rows of ${quoted} are no ${kind}. Correct its kind in the schema or clean the data.`;
    return problem('SCHEMA_MISFIT', message);
  }
  if (tally.histogram !== undefined) {
    const { min, max } = tally.histogram;
    if (rows > 0 && min === max) return problem('CONSTANT_COLUMN', constantMessage(quoted));
    const finite =
      Number.isFinite(max - min) && Number.isFinite(tally.standardDeviation) && tally.standardDeviation > 0;
    if (!finite) {
      const message = `${quoted} reaches from ${min} to ${max}, more than a double can measure. Clean the data.`;
      return problem('RANGE_TOO_WIDE', message);
    }
    return [];
  }
  const present = [...tally.categories.values()].filter((count) => count > 0).length;
  if (present <= 1 && tally.uncounted === 0) return problem('CONSTANT_COLUMN', constantMessage(quoted));
  if (tally.uncounted > 0) {
    const most = MAX_DISTINCT_CATEGORIES.toLocaleString('en');
    const message = `${quoted} has more than ${most} different values: it is an identifier, no category. Remove it from the schema.`;
    return problem('TOO_MANY_CATEGORIES', message);
  }
  return [];
}

function constantMessage(name: string): string {
  return `${name} has the same value in every row, so any other value would be drift without measure. Remove it from the schema.`;
}
