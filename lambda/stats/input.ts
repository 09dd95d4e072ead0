/** What every statistic refuses, in the same words. */

/** Thrown where a statistic is asked for on so little data that it has no meaning. */
export class TooLittleDataError extends Error {
  constructor(
    /** What there was too little of: `current rows`. */
    readonly what: string,
    readonly found: number,
    readonly needed: number,
  ) {
    super(`${what}: found ${found}, at least ${needed} are needed; treat the result as insufficient data`);
    this.name = 'TooLittleDataError';
  }
}

/** @throws RangeError where the value is NaN, infinite or outside the range, naming it. */
export function requireNumber(name: string, value: number, range: { min?: number; max?: number } = {}): void {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = range;
  if (Number.isFinite(value) && value >= min && value <= max) return;
  throw new RangeError(`${name} is ${value}; expected a finite number from ${min} to ${max}`);
}

/** @throws RangeError where the value is no exact, non-negative integer, naming it. */
export function requireCount(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 0) return;
  throw new RangeError(`${name} is ${value}; expected a whole number of rows from 0 to 2^53 - 1`);
}

/** @returns the sum. @throws RangeError where any count is no exact, non-negative integer, naming its place. */
export function requireCounts(name: string, counts: readonly number[]): number {
  let total = 0;
  for (let index = 0; index < counts.length; index += 1) {
    const count = counts[index] ?? Number.NaN;
    if (!(Number.isSafeInteger(count) && count >= 0)) requireCount(`${name}[${index}]`, count);
    total += count;
  }
  return total;
}

/** @throws RangeError where two lists that describe the same cells differ in length. */
export function requireSameLength(name: string, found: number, expected: number): void {
  if (found === expected) return;
  throw new RangeError(
    `${name} has ${found} cells, its counterpart ${expected}; both must be counted in the same cells`,
  );
}

/**
 * @returns the rows of reference and current window. @throws RangeError where they have not the same cells, or a count is no exact,
 * non-negative integer; TooLittleDataError where a side has no rows.
 */
export function requireSides(
  reference: readonly number[],
  current: readonly number[],
): { readonly reference: number; readonly current: number } {
  requireSameLength('current', current.length, reference.length);
  const n = { reference: requireCounts('reference', reference), current: requireCounts('current', current) };
  if (n.reference === 0) throw new TooLittleDataError('reference rows', 0, 1);
  if (n.current === 0) throw new TooLittleDataError('current rows', 0, 1);
  return n;
}
