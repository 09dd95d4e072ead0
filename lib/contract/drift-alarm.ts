/** What the monitor of one endpoint remembers between windows: which alarms stand, and since when. */
import type { DriftFamily, DriftTest, FieldRole, ReportWindow } from './drift-report';

/** Version of the state. A reader accepts this one and the one before it. */
export const DRIFT_ALARM_SCHEMA_VERSION = 1;

/** An alarm that stands until evidence closes it. */
export interface OpenDriftAlarm {
  readonly name: string;
  readonly role: FieldRole;
  readonly test: DriftTest;
  readonly family: DriftFamily;
  readonly verdict: 'WARNING' | 'CRITICAL';
  /** End of the window that opened it, ISO 8601 in UTC. */
  readonly since: string;
  /** End of the last window with evidence for it. */
  readonly lastSeen: string;
  /** Given while somebody has muted it: it stands but does not count. */
  readonly mutedUntil?: string;
}

/** What one window leaves behind. */
export interface DriftAlarmStanding {
  /** Baseline that the standing alarms were judged against. */
  readonly baselineDigest: string;
  readonly open: readonly OpenDriftAlarm[];
  /** Features that have agreed with this baseline in some window: what moves later is drift, not skew. */
  readonly matched: readonly string[];
}

export interface DriftAlarmState extends DriftAlarmStanding {
  readonly schemaVersion: number;
  /** 0 none, 1 warning, 2 critical: the value of the severity metric. */
  readonly severity: number;
  /** The newest window that was judged. */
  readonly lastWindow: ReportWindow;
  /** The standing before that window, so that a revision of it starts from there. */
  readonly before?: DriftAlarmStanding;
}
