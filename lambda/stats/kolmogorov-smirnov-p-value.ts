import { requireCount, requireNumber, TooLittleDataError } from './input';

/** Up to this many pairs of rows the exact distribution is counted out: a millisecond or so. */
const EXACT_UP_TO_PAIRS = 200_000;

export interface KolmogorovSmirnovTest {
  /** D, the largest gap of the two distribution functions. */
  readonly statistic: number;
  readonly pValue: number;
  readonly method: 'exact' | 'asymptotic (Stephens)';
  readonly n: { readonly reference: number; readonly current: number };
}

/** Q(λ) = 2·Σ (−1)^(k−1)·exp(−2k²λ²): the chance that the limit of √n·D exceeds λ. */
export function kolmogorovSurvival(lambda: number): number {
  requireNumber('lambda', lambda, { min: 0 });
  if (lambda === 0) return 1;
  if (lambda < 1.1) {
    // The same function by Jacobi's theta identity, which converges where the alternating series does not.
    let sum = 0;
    for (let k = 1; k <= 9; k += 2) sum += Math.exp((-k * k * Math.PI * Math.PI) / (8 * lambda * lambda));
    return 1 - (Math.sqrt(2 * Math.PI) / lambda) * sum;
  }
  let sum = 0;
  for (let k = 1; k <= 6; k += 1) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * lambda * lambda);
  return Math.max(0, sum);
}

/** Stephens (1970): Q((√e + .12 + .11/√e)·D) with e = n·m / (n + m). */
function asymptotic(d: number, n: number, m: number): number {
  const root = Math.sqrt(n / (1 + n / m));
  return kolmogorovSurvival((root + 0.12 + 0.11 / root) * d);
}

/**
 * Share of the lattice paths from (0, 0) to (n, m) that anywhere reach |i/n − j/m| >= D. A uniformly drawn path through
 * (i, j) came from (i − 1, j) with chance i / (i + j); only non-negative numbers are added, so small p-values keep
 * their digits. Recurrence as in T. Viehmann, Numerically more stable computation of the p-values for the two-sample
 * Kolmogorov-Smirnov test (2021).
 */
function exact(d: number, n: number, m: number): number {
  // D is a multiple of 1/(n·m): comparing whole numbers keeps a gap of exactly D inside the event.
  const reach = Math.round(d * n * m);
  if (reach <= 0) return 1;
  const row = new Float64Array(m + 1);
  for (let i = 0; i <= n; i += 1) {
    for (let j = 0; j <= m; j += 1) {
      if (Math.abs(i * m - j * n) >= reach) row[j] = 1;
      else if (i + j === 0) row[j] = 0;
      else row[j] = (i * (row[j] ?? 0) + j * (j > 0 ? (row[j - 1] ?? 0) : 0)) / (i + j);
    }
  }
  return row[m] ?? 1;
}

/**
 * Two-sided p-value of a two-sample Kolmogorov-Smirnov statistic: exact for samples of at most 200,000 pairs, else
 * asymptotic. Both take the values as continuous; with ties they are conservative.
 *
 * @param method forces one of the two; by default the number of pairs decides.
 */
export function kolmogorovSmirnovTest(
  statistic: number,
  reference: number,
  current: number,
  method: 'auto' | 'exact' | 'asymptotic' = 'auto',
): KolmogorovSmirnovTest {
  requireNumber('statistic', statistic, { min: 0, max: 1 });
  requireCount('reference', reference);
  requireCount('current', current);
  if (reference === 0) throw new TooLittleDataError('reference rows', 0, 1);
  if (current === 0) throw new TooLittleDataError('current rows', 0, 1);
  const n = { reference, current };
  if (method === 'exact' || (method === 'auto' && reference * current <= EXACT_UP_TO_PAIRS)) {
    const pValue = Math.min(1, exact(statistic, Math.max(reference, current), Math.min(reference, current)));
    return { statistic, pValue, method: 'exact', n };
  }
  return { statistic, pValue: asymptotic(statistic, reference, current), method: 'asymptotic (Stephens)', n };
}
