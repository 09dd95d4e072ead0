/** Below this many expected requests, what a sample holds of them is mostly chance: 3 standard deviations are 10 %. */
const MIN_EXPECTED_OF_A_SAMPLE = 1000;

/**
 * Captured ÷ expected requests, at most 1.
 *
 * @param captured lines, readable or not
 * @param invocations undefined where CloudWatch knows of none
 * @returns undefined where nothing says how many to expect
 */
export function coverageOf(
  captured: number,
  invocations: number | undefined,
  samplingPercentage: number,
): number | undefined {
  const expected = ((invocations ?? 0) * samplingPercentage) / 100;
  if (expected === 0) return undefined;
  if (samplingPercentage < 100 && expected < MIN_EXPECTED_OF_A_SAMPLE) return undefined;
  return Math.min(1, captured / expected);
}
