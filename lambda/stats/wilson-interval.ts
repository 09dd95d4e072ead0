import { requireCount, requireNumber, TooLittleDataError } from './input';

export interface ShareInterval {
  readonly share: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Wilson's score interval of a share (1927): sensible for any n and at 0 and 1.
 *
 * @param z normal quantile of the confidence: 1.96 for 95 % on both sides.
 */
export function wilsonInterval(sample: { readonly events: number; readonly rows: number }, z: number): ShareInterval {
  const { events, rows } = sample;
  requireCount('rows', rows);
  requireCount('events', events);
  requireNumber('z', z, { min: 0 });
  if (rows === 0) throw new TooLittleDataError('rows', 0, 1);
  if (events > rows) throw new RangeError(`events is ${events}; expected at most the ${rows} rows`);
  const share = events / rows;
  const squared = z * z;
  const middle = (events + squared / 2) / (rows + squared);
  const half = (z / (rows + squared)) * Math.sqrt(rows * share * (1 - share) + squared / 4);
  return {
    share,
    lower: Math.max(0, Math.min(share, middle - half)),
    upper: Math.min(1, Math.max(share, middle + half)),
  };
}
