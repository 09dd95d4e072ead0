import type { DriftFinding, DriftReport, DriftReportFeature } from '../../lib/contract';

/** A field of the report with what ranks it. */
export interface RankedField {
  readonly field: DriftReportFeature;
  /** Largest effect in units of its warning threshold. */
  readonly ratio: number;
  readonly findings: readonly DriftFinding[];
  /** Its place in the ranking, from 0: names the parts of the page that belong to it. */
  readonly place: number;
}

const ORDER = ['CRITICAL', 'WARNING', 'OK', 'INSUFFICIENT_DATA'];

/** Effect ÷ warning threshold: of the distribution, and of every share of rows that moved. */
export function ratioOf({ statistics, thresholds }: DriftReportFeature, findings: readonly DriftFinding[]): number {
  const { psi = 0, wasserstein } = statistics;
  const moved = findings.map(({ measure, effect }) => effect / thresholds[measure].warning);
  const distances = [psi / thresholds.psi.warning, (wasserstein?.normalized ?? 0) / thresholds.wasserstein.warning];
  return Math.max(...distances, ...moved);
}

/** The fields of one role, those that matter most first: by verdict, then by effect × importance. */
export function rankedFields(fields: readonly DriftReportFeature[], report: DriftReport): readonly RankedField[] {
  const mostImportant = Math.max(0, ...fields.map(({ importance = 0 }) => importance));
  const weigh = ({ field, ratio }: Omit<RankedField, 'place'>) =>
    // As in the findings: importance orders, it does not hide.
    ratio * (mostImportant === 0 ? 1 : 0.1 + (0.9 * (field.importance ?? 0)) / mostImportant);
  return fields
    .map((field) => {
      const findings = report.findings.filter(({ name, role }) => name === field.name && role === field.role);
      return { field, findings, ratio: ratioOf(field, findings) };
    })
    .sort(
      (a, b) => ORDER.indexOf(a.field.verdict) - ORDER.indexOf(b.field.verdict) || weigh(b) - weigh(a) || byName(a, b),
    )
    .map((one, place) => ({ ...one, place }));
}

function byName(a: { readonly field: DriftReportFeature }, b: { readonly field: DriftReportFeature }): number {
  return a.field.name < b.field.name ? -1 : 1;
}
