import { isUnresolved, type Problems } from '../core';

/** Checks a number that AWS bounds from below only. */
export function checkAtLeast(
  problems: Problems,
  prop: string,
  value: number | undefined,
  least: number,
  noun: 'an integer' | 'a number',
  remedy: string,
): void {
  if (value === undefined || isUnresolved(value)) return;
  const finite = noun === 'an integer' ? Number.isInteger(value) : Number.isFinite(value);
  problems.expect(finite && value >= least, { prop, value, expected: `${noun} of at least ${least}`, remedy });
}
