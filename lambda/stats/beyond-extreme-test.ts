import { requireCount, TooLittleDataError } from './input';
import { logGamma } from './log-gamma';

export interface BeyondExtremeTest {
  /** Current rows beyond the reference's extreme. */
  readonly statistic: number;
  readonly pValue: number;
  readonly method: 'exact exceedance';
  readonly n: { readonly reference: number; readonly current: number };
}

/**
 * Tests whether too many current rows lie beyond the largest (or the smallest) of the reference rows. If nothing
 * changed, all orders of the pooled rows are equally likely, so at least k of n current rows lie beyond the extreme of
 * m reference rows with chance C(n + m − k, m) / C(n + m, m), whatever the distribution; ties make it smaller.
 * A test of two proportions would not do: by construction the reference has no row beyond its own extreme.
 */
export function beyondExtremeTest(beyond: number, current: number, reference: number): BeyondExtremeTest {
  requireCount('beyond', beyond);
  requireCount('current', current);
  requireCount('reference', reference);
  if (reference === 0) throw new TooLittleDataError('reference rows', 0, 1);
  if (beyond > current) throw new RangeError(`beyond is ${beyond}; expected at most the ${current} current rows`);
  const n = { reference, current };
  const logFallingRatio = (k: number) =>
    logGamma(current + 1) -
    logGamma(current - k + 1) -
    logGamma(current + reference + 1) +
    logGamma(current + reference - k + 1);
  let pValue = 1;
  // The plain product keeps all digits and is short where the p-value is not yet negligible.
  for (let k = 0; k < Math.min(beyond, 10_000); k += 1) pValue *= (current - k) / (current + reference - k);
  if (beyond > 10_000) pValue = Math.exp(logFallingRatio(beyond));
  return { statistic: beyond, pValue, method: 'exact exceedance', n };
}
