import type { DriftTest } from '../../lib/contract';
import { beyondExtremeTest, categoryRows, numericRows, twoProportionTest } from '../stats';
import { type FieldCounts, isNumber, isNumericCounts, type MonitoredField } from './monitored-field';

export type ShareTest = Exclude<DriftTest, 'distribution'>;

/** How the share of rows with a flaw changed. */
export interface ShareEvidence {
  readonly test: ShareTest;
  readonly baseline: number;
  readonly current: number;
  /** Change that counts: a rise, for nulls also a fall. */
  readonly effect: number;
  /**
   * Times the number of share tests of the field, so that all of them together are one test of the window: whether the
   * quality of its values changed. 1 where neither side has such a row.
   */
  readonly pValue: number;
}

function usableRows(counts: FieldCounts): number {
  return isNumericCounts(counts) ? numericRows(counts) : categoryRows(counts);
}

function compared(
  test: ShareTest,
  reference: { events: number; rows: number },
  current: { events: number; rows: number },
): ShareEvidence {
  const share = ({ events, rows }: { events: number; rows: number }) => (rows === 0 ? 0 : events / rows);
  const [baseline, now] = [share(reference), share(current)];
  const bothWays = test === 'nulls';
  const effect = bothWays ? Math.abs(now - baseline) : Math.max(0, now - baseline);
  const testable = reference.rows > 0 && current.rows > 0 && reference.events + current.events > 0;
  if (!testable) return { test, baseline, current: now, effect, pValue: 1 };
  const { pValue } = twoProportionTest(reference, current, bothWays ? 'two-sided' : 'greater');
  return { test, baseline, current: now, effect, pValue };
}

/**
 * Rows of categories that only one baseline row has: what a row's category would count as had that row been missing.
 * So many rows of a sample of the same size are unseen by chance alone (Good 1953; Turing).
 */
function unseenByChance(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + (count === 1 ? 1 : 0), 0);
}

function outOfRange(field: MonitoredField, counts: FieldCounts): ShareEvidence[] {
  if (!isNumber(field) || !isNumericCounts(counts)) return [];
  const [reference, current] = [numericRows(field.reference.counts), numericRows(counts)];
  if (reference === 0 || current === 0) return [];
  const share = (counts.underflow + counts.overflow) / current;
  const beyond = [counts.underflow, counts.overflow].map((rows) => beyondExtremeTest(rows, current, reference).pValue);
  const pValue = Math.min(1, 2 * Math.min(...beyond));
  return [{ test: 'outOfRange', baseline: 0, current: share, effect: share, pValue }];
}

function correctedTogether(shares: readonly ShareEvidence[]): readonly ShareEvidence[] {
  return shares.map((share) => ({ ...share, pValue: Math.min(1, share.pValue * shares.length) }));
}

/** Compares the shares of null, invalid, unseen and out-of-range rows of one field with the baseline's. */
export function shareEvidence(field: MonitoredField, counts: FieldCounts): readonly ShareEvidence[] {
  const reference = field.reference.counts;
  const rows = (side: FieldCounts) => usableRows(side) + side.nulls + side.invalid;
  const [before, now] = [rows(reference), rows(counts)];
  const shares = [
    compared('nulls', { events: reference.nulls, rows: before }, { events: counts.nulls, rows: now }),
    compared('invalid', { events: reference.invalid, rows: before }, { events: counts.invalid, rows: now }),
  ];
  if (isNumericCounts(counts) || isNumericCounts(reference)) {
    return correctedTogether([...shares, ...outOfRange(field, counts)]);
  }
  const expected = unseenByChance(reference.counts) + reference.unseen;
  const unseen = compared(
    'unseen',
    { events: expected, rows: categoryRows(reference) },
    { events: counts.unseen, rows: categoryRows(counts) },
  );
  return correctedTogether([...shares, unseen]);
}
