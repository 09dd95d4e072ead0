import {
  type BaselineReference,
  DRIFT_ALARM_SCHEMA_VERSION,
  DRIFT_SEVERITY,
  type DriftAlarmStanding,
  type DriftAlarmState,
  type DriftFinding,
  type DriftMute,
  type DriftReport,
  type DriftReportFeature,
  type OpenDriftAlarm,
  type ReportWindow,
} from '../../lib/contract';
import { muteOf } from './mute';

export interface AlarmTransition {
  readonly state: DriftAlarmState;
  readonly opened: readonly OpenDriftAlarm[];
  readonly closed: readonly OpenDriftAlarm[];
  /** Still open, but worse than before. */
  readonly escalated: readonly OpenDriftAlarm[];
  /** Whether the window was older than one already judged, so that nothing changed. */
  readonly outdated: boolean;
}

const NOTHING_STANDS: DriftAlarmStanding = { baselineDigest: '', open: [], matched: [] };

type AlarmKey = Pick<OpenDriftAlarm, 'name' | 'role' | 'test'>;

function sameAlarm(a: AlarmKey, b: AlarmKey): boolean {
  return a.name === b.name && a.role === b.role && a.test === b.test;
}

function severity(open: readonly OpenDriftAlarm[]): number {
  return open
    .filter(({ mutedUntil }) => mutedUntil === undefined)
    .reduce<number>((worst, { verdict }) => Math.max(worst, DRIFT_SEVERITY[verdict]), DRIFT_SEVERITY.OK);
}

/** Where a window starts from: a revision of the newest window undoes what that one did. */
function standingBefore(previous: DriftAlarmState, window: ReportWindow): DriftAlarmStanding | 'outdated' {
  const { lastWindow } = previous;
  const [end, lastEnd] = [Date.parse(window.end), Date.parse(lastWindow.end)];
  if (end < lastEnd) return 'outdated';
  if (end > lastEnd) return previous;
  if (window.revision < lastWindow.revision) return 'outdated';
  return previous.before ?? NOTHING_STANDS;
}

/**
 * Features that agreed with the training data before this window: what a report needs to tell skew from drift.
 *
 * @param previous the state that is stored, undefined before the first window.
 * @returns undefined for a baseline that is no training data.
 */
export function matchedBefore(
  previous: DriftAlarmState | undefined,
  window: ReportWindow,
  baseline: Pick<BaselineReference, 'digest' | 'source'>,
): ReadonlySet<string> | undefined {
  if (baseline.source !== 'training') return undefined;
  if (previous === undefined) return new Set();
  const standing = standingBefore(previous, window);
  const known = standing === 'outdated' ? previous : standing;
  return new Set(known.baselineDigest === baseline.digest ? known.matched : []);
}

/** An effect that is below its threshold although a critical one would have shown. */
function isClear({ verdict, tests }: DriftReportFeature, test: OpenDriftAlarm['test']): boolean {
  return tests[test] === 'clear' && (test !== 'distribution' || verdict !== 'INSUFFICIENT_DATA');
}

/**
 * Whether the window proves that an alarm is over: the test ran and the effect is below its threshold. An effect that
 * is still large, but at this number of rows no longer beyond chance, is no such proof; neither are too few rows.
 */
function disproved(alarm: OpenDriftAlarm, { features, predictions }: DriftReport): boolean {
  const field = [...features, ...predictions].find(({ name, role }) => name === alarm.name && role === alarm.role);
  return field?.tests[alarm.test] === undefined || isClear(field, alarm.test);
}

function openFrom(finding: DriftFinding, standing: OpenDriftAlarm | undefined, end: string): OpenDriftAlarm {
  const { name, role, test, family, verdict } = finding;
  // What opened as skew or as drift keeps its name while it stands.
  const opened = { family: standing?.family ?? family, since: standing?.since ?? end };
  return { name, role, test, verdict, ...opened, lastSeen: end };
}

function matchedAfter(before: readonly string[], { features }: DriftReport): readonly string[] {
  const agreeing = features.filter((feature) => isClear(feature, 'distribution'));
  return [...new Set([...before, ...agreeing.map(({ name }) => name)])].sort();
}

function unchanged(state: DriftAlarmState): AlarmTransition {
  return { state, opened: [], closed: [], escalated: [], outdated: true };
}

/**
 * The next alarm state of an endpoint: previous state and the report on a window in, new state out. Findings open alarms
 * or change their level; an alarm closes only where the window disproves it. Incomplete windows change nothing, and
 * older windows (a late revision, a backfill) do not overwrite what newer ones found.
 *
 * @param previous undefined before the first window.
 * @param mutes those of the policy: they also silence alarms that this window says nothing about.
 */
export function nextAlarmState(
  previous: DriftAlarmState | undefined,
  report: DriftReport,
  mutes: readonly DriftMute[] = [],
): AlarmTransition {
  const { window, baseline, evaluatedAt } = report;
  const start = previous && standingBefore(previous, window);
  if (previous !== undefined && start === 'outdated') return unchanged(previous);
  const known = start === undefined || start === 'outdated' ? NOTHING_STANDS : start;
  const before: DriftAlarmStanding = {
    baselineDigest: baseline.digest,
    open: known.open,
    // Agreement with another baseline says nothing about this one.
    matched: known.baselineDigest === baseline.digest ? known.matched : [],
  };
  const proves = report.verdict !== 'INCOMPLETE' && report.rows > 0;
  const seen = (proves ? report.findings : []).map((finding) => {
    const standing = before.open.find((alarm) => sameAlarm(alarm, finding));
    return openFrom(finding, standing, window.end);
  });
  const unseen = before.open.filter((alarm) => !seen.some((other) => sameAlarm(other, alarm)));
  const standing = proves ? unseen.filter((alarm) => !disproved(alarm, report)) : unseen;
  const open = [...seen, ...standing].map((alarm) => {
    const mute = muteOf(alarm, mutes, evaluatedAt);
    return { ...alarm, mutedUntil: mute?.expiresAt };
  });
  const state: DriftAlarmState = {
    schemaVersion: DRIFT_ALARM_SCHEMA_VERSION,
    severity: severity(open),
    baselineDigest: baseline.digest,
    open,
    matched: proves ? matchedAfter(before.matched, report) : before.matched,
    lastWindow: window,
    before,
  };
  return { state, ...changes(previous?.open ?? [], open), outdated: false };
}

function changes(before: readonly OpenDriftAlarm[], now: readonly OpenDriftAlarm[]) {
  const wasOpen = (alarm: OpenDriftAlarm) => before.find((other) => sameAlarm(other, alarm));
  return {
    opened: now.filter((alarm) => wasOpen(alarm) === undefined),
    closed: before.filter((alarm) => !now.some((other) => sameAlarm(other, alarm))),
    escalated: now.filter((alarm) => wasOpen(alarm)?.verdict === 'WARNING' && alarm.verdict === 'CRITICAL'),
  };
}
