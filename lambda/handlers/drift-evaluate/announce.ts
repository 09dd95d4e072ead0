import {
  DRIFT_MONITOR_SCHEMA_VERSION,
  DRIFT_VERDICT_EVENT,
  DriftMetric,
  type DriftMonitorSettings,
  type DriftVerdictDetail,
  type OpenDriftAlarm,
} from '../../../lib/contract';
import type { EndpointMetrics } from '../../aws/endpoint-metrics';
import type { EventBus } from '../../aws/event-bus';
import { uriOf } from '../../aws/object-store';
import type { AlarmTransition } from '../../decide';
import { NO_OUTPUT } from '../../drift';
import type { StoredReport } from './reports';

/** Names in one event, which holds at most 256 kB: the report has them all. */
const MAX_NAMES = 50;

export interface Announcing {
  readonly settings: DriftMonitorSettings;
  readonly metrics: EndpointMetrics;
  readonly events: EventBus;
}

/** Tells CloudWatch and EventBridge what a window said. After a failure it is said again: at least once, not exactly. */
export async function announce(
  stored: StoredReport,
  transition: AlarmTransition,
  now: Date,
  { settings, metrics, events }: Announcing,
): Promise<void> {
  const { report } = stored;
  // What is older than the newest window is no news about the present.
  if (!transition.outdated) {
    const coverage: Record<string, number> =
      report.coverage === undefined ? {} : { [DriftMetric.COVERAGE]: report.coverage };
    const measured = {
      [DriftMetric.SEVERITY]: transition.state.severity,
      [DriftMetric.ROWS]: report.rows,
      [DriftMetric.INVALID_LINES]: invalidLines(report.invalidRows),
      ...coverage,
    };
    await metrics.put(measured, now);
  }
  const location = { bucket: settings.data.bucket, key: stored.key };
  const detail: DriftVerdictDetail = {
    schemaVersion: DRIFT_MONITOR_SCHEMA_VERSION,
    endpointName: settings.endpointName,
    variantName: settings.variantName,
    modelVersion: settings.modelVersion,
    verdict: report.verdict,
    severity: transition.state.severity,
    outdated: transition.outdated,
    summary: report.summary,
    window: report.window,
    rows: report.rows,
    coverage: report.coverage,
    opened: names(transition.opened),
    escalated: names(transition.escalated),
    closed: names(transition.closed),
    report: location,
  };
  await events.send(DRIFT_VERDICT_EVENT, detail, [uriOf(location)]);
}

function names(alarms: readonly OpenDriftAlarm[]): readonly string[] {
  return [...new Set(alarms.map(({ name }) => name))].slice(0, MAX_NAMES);
}

function invalidLines(invalidRows: Readonly<Record<string, number>>): number {
  return Object.entries(invalidRows).reduce((sum, [reason, lines]) => (reason === NO_OUTPUT ? sum : sum + lines), 0);
}
