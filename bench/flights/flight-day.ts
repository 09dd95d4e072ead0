import type { DriftFinding, DriftReport, DriftReportFeature, DriftVerdict } from '../../lib/contract';
import type { WatchedDay } from './watch';

/** A day as `examples/flight-delay/days.json` has it: by its delays, without knowing any model or monitor. */
export interface DayOfDelays {
  readonly day: string;
  readonly kind: string;
  readonly flights: number;
  /** Minutes. */
  readonly meanDelay: number;
  /** Share of flights that arrived more than 15 minutes late. */
  readonly lateShare: number;
}

/** An effect beside its threshold for a warning. */
export interface Distance {
  readonly name: string;
  /** `W/σ`, `PSI`, or the share of rows of a kind. */
  readonly measure: string;
  readonly effect: number;
  readonly threshold: number;
}

/** One day: what the delays were, and what the monitor said. */
export interface FlightDay extends DayOfDelays {
  /** Mean probability of being late that the model gave. */
  readonly predicted: number;
  readonly verdict: DriftVerdict;
  /** What reached its threshold, farthest first. */
  readonly moved: readonly Distance[];
  /** What came closest to its threshold, or went farthest beyond it. */
  readonly closest: Distance;
  readonly report: DriftReport;
}

/** Holds one value a day: each weekday is as far away as ever, and says nothing about the day. */
const CALENDAR = 'day_of_week';

/** @throws Error where the monitor did not judge exactly the flights of the day. */
export function flightDay(watched: WatchedDay, delays: DayOfDelays): FlightDay {
  const { day, report, predicted } = watched;
  if (day !== delays.day || report.rows !== delays.flights) {
    throw new Error(`${report.rows} flights of ${day} were judged; there are ${delays.flights} of ${delays.day}.`);
  }
  const distances = comparedFields(report)
    .flatMap(distancesOf)
    .sort((a, b) => ratio(b) - ratio(a));
  const [closest] = distances;
  if (closest === undefined) throw new Error(`Nothing of ${day} could be measured.`);
  const moved = report.findings.map((finding) => distanceOf(finding, report)).sort((a, b) => ratio(b) - ratio(a));
  return { ...delays, predicted, verdict: report.verdict, moved, closest, report };
}

/** All fields of a report but the weekday. */
export function comparedFields(report: DriftReport): readonly DriftReportFeature[] {
  return fieldsOf(report).filter(({ name }) => name !== CALENDAR);
}

function fieldsOf({ features, predictions }: DriftReport): readonly DriftReportFeature[] {
  return [...features, ...predictions];
}

const SHARES: Readonly<Record<string, string>> = {
  nulls: 'share of empty values',
  invalid: 'share of invalid values',
  unseen: 'share of new categories',
  outOfRange: 'share out of range',
};

/** How far an effect is on the way to its threshold: from 1 on it is reached. */
export function ratio({ effect, threshold }: Distance): number {
  return effect / threshold;
}

export function isAlarm({ verdict }: Pick<FlightDay, 'verdict'>): boolean {
  return verdict === 'WARNING' || verdict === 'CRITICAL' || verdict === 'EMERGENCY';
}

/** The rule, written down before any day was judged: a storm that the monitor passes over is missed. */
export function isMissed(day: FlightDay): boolean {
  return day.kind === 'stormy' && !isAlarm(day);
}

function distancesOf(feature: DriftReportFeature): Distance[] {
  const { name, statistics, thresholds, shares } = feature;
  const { psi, wasserstein } = statistics;
  const rises = Object.entries(shares).flatMap(([measure, share]): Distance[] => {
    if (share === undefined) return [];
    const { baseline, current } = share;
    // For nulls a fall counts too.
    const effect = measure === 'nulls' ? Math.abs(current - baseline) : Math.max(0, current - baseline);
    return [{ name, measure: SHARES[measure] ?? measure, effect, threshold: shareThreshold(feature, measure) }];
  });
  return [
    ...(wasserstein === undefined
      ? []
      : [{ name, measure: 'W/σ', effect: wasserstein.normalized, threshold: thresholds.wasserstein.warning }]),
    ...(psi === undefined ? [] : [{ name, measure: 'PSI', effect: psi, threshold: thresholds.psi.warning }]),
    ...rises,
  ];
}

function distanceOf({ name, test, measure, effect }: DriftFinding, report: DriftReport): Distance {
  const feature = fieldsOf(report).find((one) => one.name === name) as DriftReportFeature;
  if (measure === 'share') {
    return { name, measure: SHARES[test] ?? test, effect, threshold: shareThreshold(feature, test) };
  }
  const label = measure === 'psi' ? 'PSI' : 'W/σ';
  return { name, measure: label, effect, threshold: feature.thresholds[measure].warning };
}

/** Reports give the threshold of shares as configured; the unrest of each kind of row raises it. */
function shareThreshold({ thresholds, unrest99 }: DriftReportFeature, test: string): number {
  return Math.max(thresholds.share.warning, unrest99?.[test as keyof typeof unrest99] ?? 0);
}
