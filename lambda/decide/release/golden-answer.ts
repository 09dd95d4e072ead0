import type { GoldenRequest } from '../../../lib/contract';

const DEFAULT_TOLERANCE = 1e-6;
const NUMBER = /[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/g;

/**
 * Compares the numbers of an answer, in order and whatever stands between them, with those that were expected.
 *
 * @returns what is wrong in words, or undefined
 */
export function unexpected(
  { expected, tolerance = DEFAULT_TOLERANCE }: GoldenRequest,
  body: string,
): string | undefined {
  if (body.trim() === '') return 'the answer is empty';
  if (expected === undefined) return undefined;
  const numbers = (body.match(NUMBER) ?? []).map(Number);
  if (numbers.length < expected.length) {
    return `expected ${expected.length} numbers, the answer has ${numbers.length}`;
  }
  const index = expected.findIndex(
    (value, position) => !(Math.abs((numbers[position] ?? Number.NaN) - value) <= tolerance),
  );
  return index === -1
    ? undefined
    : `number ${index + 1} is ${numbers[index]}, expected ${expected[index]} within ${tolerance}`;
}
