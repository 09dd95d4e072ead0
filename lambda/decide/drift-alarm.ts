import {
  DRIFT_ALARM_SCHEMA_VERSION,
  DRIFT_SEVERITY,
  type DriftAlarmStanding,
  type DriftAlarmState,
  type DriftFinding,
  type OpenDriftAlarm,
  type ReportWindow,
} from '../../lib/contract';
import { driftFindings, isIncomplete, type WindowCircumstances } from './drift-findings';
import type { WindowJudgement } from './drift-judge';
import type { DriftPolicy } from './drift-policy';
import { muteOf } from './mute';

/** A judged window, as the alarm state reads it. */
export interface JudgedWindow {
  readonly judgement: WindowJudgement;
  readonly window: ReportWindow;
  readonly baselineDigest: string;
  readonly circumstances: WindowCircumstances;
}

export interface AlarmTransition {
  readonly state: DriftAlarmState;
  readonly opened: readonly OpenDriftAlarm[];
  readonly closed: readonly OpenDriftAlarm[];
  /** Still open, but worse than before. */
  readonly escalated: readonly OpenDriftAlarm[];
  /** Whether the window was older than one already judged, so that nothing changed. */
  readonly outdated: boolean;
}

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
  return previous.before ?? { baselineDigest: previous.baselineDigest, open: [], matched: [] };
}

/**
 * Features that agreed with the training data before this window: what {@link WindowCircumstances.matchedBefore} needs.
 *
 * @param previous the state that is stored, undefined before the first window.
 */
export function matchedBefore(
  previous: DriftAlarmState | undefined,
  window: ReportWindow,
  baselineDigest: string,
): ReadonlySet<string> {
  if (previous === undefined) return new Set();
  const standing = standingBefore(previous, window);
  const known = standing === 'outdated' ? previous : standing;
  return new Set(known.baselineDigest === baselineDigest ? known.matched : []);
}

/**
 * Whether the window proves that an alarm is over: the test ran and the effect is below its threshold. An effect that
 * is still large, but at this number of rows no longer beyond chance, is no such proof; neither are too few rows.
 */
function disproved(alarm: OpenDriftAlarm, judgement: WindowJudgement): boolean {
  const one = judgement.fields.find(({ field }) => field.name === alarm.name && field.role === alarm.role);
  if (one === undefined) return true;
  const outcome = one.outcomes.find(({ test }) => test === alarm.test);
  const couldShow = alarm.test !== 'distribution' || one.verdict !== 'INSUFFICIENT_DATA';
  return outcome === undefined || (outcome.state === 'clear' && couldShow);
}

function openFrom(finding: DriftFinding, standing: OpenDriftAlarm | undefined, end: string): OpenDriftAlarm {
  const { name, role, test, family, verdict } = finding;
  // What opened as skew or as drift keeps its name while it stands.
  const opened = { family: standing?.family ?? family, since: standing?.since ?? end };
  return { name, role, test, verdict, ...opened, lastSeen: end };
}

function matchedAfter(before: readonly string[], { fields }: WindowJudgement): readonly string[] {
  const agreeing = fields.filter(
    ({ verdict, field, outcomes }) =>
      field.role === 'feature' &&
      verdict !== 'INSUFFICIENT_DATA' &&
      outcomes.some(({ test, state }) => test === 'distribution' && state === 'clear'),
  );
  return [...new Set([...before, ...agreeing.map(({ field }) => field.name)])].sort();
}

function unchanged(state: DriftAlarmState): AlarmTransition {
  return { state, opened: [], closed: [], escalated: [], outdated: true };
}

/**
 * The next alarm state of an endpoint: previous state and judged window in, new state out. Findings open alarms or
 * change their level; an alarm closes only where the window disproves it. Incomplete windows change nothing, and older
 * windows (a late revision, a backfill) do not overwrite what newer ones found.
 *
 * @param previous undefined before the first window.
 */
export function nextAlarmState(
  previous: DriftAlarmState | undefined,
  policy: DriftPolicy,
  { judgement, window, baselineDigest, circumstances }: JudgedWindow,
): AlarmTransition {
  const start = previous && standingBefore(previous, window);
  if (previous !== undefined && start === 'outdated') return unchanged(previous);
  const known = start === undefined || start === 'outdated' ? { baselineDigest, open: [], matched: [] } : start;
  const before: DriftAlarmStanding = {
    baselineDigest,
    open: known.open,
    // Agreement with another baseline says nothing about this one.
    matched: known.baselineDigest === baselineDigest ? known.matched : [],
  };
  const proves = !isIncomplete(policy, circumstances.coverage) && circumstances.rows > 0;
  const findings = proves ? driftFindings(judgement, policy, circumstances) : [];
  const seen = findings.map((finding) =>
    openFrom(
      finding,
      before.open.find((alarm) => sameAlarm(alarm, finding)),
      window.end,
    ),
  );
  const unseen = before.open.filter((alarm) => !seen.some((other) => sameAlarm(other, alarm)));
  const standing = proves ? unseen.filter((alarm) => !disproved(alarm, judgement)) : unseen;
  const open = [...seen, ...standing].map((alarm) => {
    const mute = muteOf(alarm, policy.mutes ?? [], circumstances.evaluatedAt);
    return { ...alarm, mutedUntil: mute?.expiresAt };
  });
  const matched = proves ? matchedAfter(before.matched, judgement) : before.matched;
  const state: DriftAlarmState = {
    schemaVersion: DRIFT_ALARM_SCHEMA_VERSION,
    severity: severity(open),
    baselineDigest,
    open,
    matched,
    lastWindow: window,
    before,
  };
  const reported = previous?.open ?? [];
  const wasOpen = (alarm: OpenDriftAlarm) => reported.find((other) => sameAlarm(other, alarm));
  return {
    state,
    opened: open.filter((alarm) => wasOpen(alarm) === undefined),
    closed: reported.filter((alarm) => !open.some((other) => sameAlarm(other, alarm))),
    escalated: open.filter((alarm) => wasOpen(alarm)?.verdict === 'WARNING' && alarm.verdict === 'CRITICAL'),
    outdated: false,
  };
}
