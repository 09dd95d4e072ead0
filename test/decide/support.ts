import type { DriftPolicy, FieldCounts, MonitoredField, ReportContext } from '../../lambda/decide';
import { DriftJudge, driftReport } from '../../lambda/decide';
import {
  type NumericCells,
  type NumericCounts,
  normalQuantile,
  type RandomSource,
  randomSource,
} from '../../lambda/stats';
import type { DriftReport, FieldRole } from '../../lib/contract';
import { countInto } from '../stats/support';

/** Draws of a smaller null: its p-values are coarser, its verdicts on clear cases the same. */
export const FEW_DRAWS = { draws: 4000 };

export function normalValues(rows: number, random: RandomSource, mean = 0, deviation = 1): number[] {
  return Array.from({ length: rows }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random.nextUniform()));
    return mean + deviation * radius * Math.cos(2 * Math.PI * random.nextUniform());
  });
}

/** Forty equal-mass cells: enough for deciles, small enough to count by linear search. */
export function normalCells(): NumericCells {
  const edges = [-5, ...Array.from({ length: 39 }, (_, index) => normalQuantile((index + 1) / 40)), 5];
  return { lower: edges.slice(0, -1), upper: edges.slice(1) };
}

const CELLS = normalCells();
const references = new Map<number, NumericCounts>();

function referenceCounts(rows: number): NumericCounts {
  const known = references.get(rows) ?? countInto(CELLS, normalValues(rows, randomSource(77)));
  references.set(rows, known);
  return known;
}

export function numberField(name: string, extra: Partial<MonitoredField> = {}, rows = 4000): MonitoredField {
  const reference = { cells: CELLS, counts: referenceCounts(rows), standardDeviation: 1 };
  return { name, kind: 'number', role: 'feature', reference, ...extra } as MonitoredField;
}

export function categoryField(
  name: string,
  counts: Record<string, number>,
  role: FieldRole = 'feature',
): MonitoredField {
  const vocabulary = Object.keys(counts);
  const reference = { vocabulary, counts: { counts: Object.values(counts), unseen: 0, nulls: 0, invalid: 0 } };
  return { name, kind: 'category', role, reference };
}

/** A window of normal values with this mean and deviation. */
export function normalWindow(rows: number, seed: number, mean = 0, deviation = 1): NumericCounts {
  return countInto(CELLS, normalValues(rows, randomSource(seed), mean, deviation));
}

export const CONTEXT: ReportContext = {
  window: { start: '2026-04-06T00:00:00Z', end: '2026-04-06T01:00:00Z', revision: 0 },
  evaluatedAt: '2026-04-06T01:20:00Z',
  baseline: { digest: 'a'.repeat(64), source: 'training', rows: 4000 },
  rows: 1000,
  coverage: 1,
  invalidRows: {},
};

/** Judges and reports one window in one go. */
export function reportOn(
  fields: readonly MonitoredField[],
  window: Readonly<Record<string, FieldCounts>> | ReadonlyMap<string, FieldCounts>,
  policy: DriftPolicy = {},
  context: Partial<ReportContext> = {},
): DriftReport {
  const counts = window instanceof Map ? window : new Map(Object.entries(window));
  const judgement = new DriftJudge(fields, policy, FEW_DRAWS).judge(counts);
  return driftReport(judgement, policy, { ...CONTEXT, ...context });
}
