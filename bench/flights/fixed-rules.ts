import type { DriftReportFeature } from '../../lib/contract';
import { comparedFields, type FlightDay, isAlarm } from './flight-day';

/** What a rule says of the days. */
export interface RuleOutcome {
  readonly rule: string;
  readonly flagged: number;
  /** Of the stormy days. */
  readonly storms: number;
}

type FieldRule = (feature: DriftReportFeature, fields: number) => boolean;

const PSI_OVER =
  (limit: number): FieldRule =>
  ({ statistics }) =>
    (statistics.psi ?? 0) > limit;

/** Rules that are in use, on the statistics of the same reports; each flags a day for any field but the weekday. */
const FIXED: readonly { readonly rule: string; readonly flags: FieldRule }[] = [
  {
    rule: 'W/σ ≥ .1 of a number, Jensen-Shannon ≥ .1 of a category',
    flags: ({ statistics: { wasserstein, jensenShannon = 0 } }) =>
      wasserstein === undefined ? jensenShannon >= 0.1 : wasserstein.normalized >= 0.1,
  },
  { rule: 'PSI > .1', flags: PSI_OVER(0.1) },
  { rule: 'PSI > .2', flags: PSI_OVER(0.2) },
  {
    rule: 'KS of a number, χ² of a category: p < .05, Bonferroni',
    flags: ({ statistics: { ks, chiSquare } }, fields) => ((ks ?? chiSquare)?.pValue ?? 1) < 0.05 / fields,
  },
  {
    rule: "this library's own thresholds (W/σ or PSI ≥ .1), reference without windows",
    flags: ({ statistics: { psi = 0, wasserstein } }) => psi >= 0.1 || (wasserstein?.normalized ?? 0) >= 0.1,
  },
];

/** The fixed rules beside the verdict. */
export function ruleOutcomes(days: readonly FlightDay[]): readonly RuleOutcome[] {
  const outcome = (rule: string, flags: (day: FlightDay) => boolean): RuleOutcome => {
    const flagged = days.filter(flags);
    return { rule, flagged: flagged.length, storms: flagged.filter(({ kind }) => kind === 'stormy').length };
  };
  const fixed = FIXED.map(({ rule, flags }) =>
    outcome(rule, ({ report }) => {
      const fields = comparedFields(report);
      return fields.some((feature) => flags(feature, fields.length));
    }),
  );
  return [...fixed, outcome('**the verdict**: unrest learned from 76 days of training, all nine fields', isAlarm)];
}
