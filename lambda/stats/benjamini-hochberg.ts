import { requireNumber } from './input';

/**
 * Adjusted p-values that control the false discovery rate over a family of tests: a test is a discovery at rate q
 * where its adjusted p-value is at most q. Benjamini and Hochberg (1995).
 *
 * @returns in the order of the input.
 */
export function benjaminiHochberg(pValues: readonly number[]): readonly number[] {
  pValues.forEach((pValue, index) => {
    requireNumber(`pValues[${index}]`, pValue, { min: 0, max: 1 });
  });
  const byFalling = pValues.map((pValue, index) => ({ pValue, index })).sort((a, b) => b.pValue - a.pValue);
  const adjusted = new Array<number>(pValues.length).fill(1);
  let smallest = 1;
  byFalling.forEach(({ pValue, index }, place) => {
    smallest = Math.min(smallest, (pValue * pValues.length) / (pValues.length - place));
    adjusted[index] = smallest;
  });
  return adjusted;
}
