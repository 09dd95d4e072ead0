/** What the constructs and the handlers of a drift monitor share: settings, metrics, events, and where things lie. */
import type { DriftMute, DriftVerdict, EffectThresholds, ReportWindow } from './drift-report';
import { InferenceDataPrefix } from './storage';

/** Environment variable that holds a {@link DriftMonitorSettings} as JSON. */
export const DRIFT_MONITOR_SETTINGS = 'DRIFT_MONITOR_SETTINGS';

/** Version of the settings and of the verdict event. */
export const DRIFT_MONITOR_SCHEMA_VERSION = 1;

/** Metrics of a monitor; dimensions are endpoint and variant. */
export const DriftMetric = {
  /** 0 none, 1 warning, 2 critical, 3 emergency: the worst alarm that stands after a window. */
  SEVERITY: 'DriftSeverity',
  /** Rows of a window, usable or not. */
  ROWS: 'DriftRows',
  /** Captured ÷ expected requests of a window, 0..1; absent where nothing says how many to expect. */
  COVERAGE: 'DriftCoverage',
  /** Captured lines of a window that could not be read. */
  INVALID_LINES: 'DriftInvalidLines',
  /** 1 where a report could not be drawn as a page; nothing else of the window is lost then. */
  PAGE_FAILURES: 'DriftPageFailures',
} as const;

/** `source` of the events that this library puts on the default bus. */
export const EVENT_SOURCE = 'cdk-production-ml';

/** `detail-type` of the event that every evaluated window sends, once a revision. */
export const DRIFT_VERDICT_EVENT = 'Drift Verdict';

/** Time after the last hour of a window until Data Capture has surely delivered it. */
export const WATERMARK_MINUTES = 20;

/** Lengths of a window, in hours: each divides a day, so that windows begin at the same hours every day. */
export const WINDOW_HOURS: readonly number[] = [1, 2, 3, 4, 6, 8, 12, 24];

/** Thresholds that a user changed; the rest keep their defaults. */
export interface DriftThresholdSettings {
  readonly psi?: Partial<EffectThresholds>;
  readonly wasserstein?: Partial<EffectThresholds>;
  readonly share?: Partial<EffectThresholds>;
}

/** How windows are judged; what is left out keeps its default. */
export interface DriftPolicySettings {
  /** Thresholds of all fields; default W/σ and PSI .1 for a warning, .3 and .25 for critical. */
  readonly thresholds?: DriftThresholdSettings;
  /** Thresholds by name of the field; they go before those of all fields. */
  readonly fieldThresholds?: Readonly<Record<string, DriftThresholdSettings>>;
  /** Benjamini-Hochberg rate over all tests of a window; default .01. */
  readonly falseDiscoveryRate?: number;
  /** Below this coverage a window is `INCOMPLETE`; default .9. */
  readonly minimumCoverage?: number;
  /** Below this many usable values the distribution of a field is not tested; default 30. */
  readonly minimumRows?: number;
  /** Until then nothing is worse than a warning, ISO 8601 in UTC; default: never quiet. */
  readonly quietUntil?: string;
  /** Findings that somebody took responsibility for; default none. */
  readonly mutes?: readonly DriftMute[];
}

/** What the functions of one monitor are told. */
export interface DriftMonitorSettings {
  readonly schemaVersion: number;
  readonly endpointName: string;
  readonly variantName: string;
  readonly modelVersion?: string;
  /** `id` is given where the content was known at synth: another content is refused. */
  readonly baseline: { readonly bucket: string; readonly key: string; readonly id?: string };
  readonly capture: {
    readonly bucket: string;
    /** Empty, or ends with a slash. */
    readonly prefix: string;
    /** Whether folders of endpoint configurations lie between the prefix and the endpoint's. */
    readonly byConfiguration: boolean;
  };
  /** Share of requests that are captured, percent. */
  readonly samplingPercentage: number;
  /** Where sketches, prediction rows and reports go. */
  readonly data: { readonly bucket: string; readonly keyArn: string };
  readonly windowHours: number;
  readonly policy: DriftPolicySettings;
}

/** What the evaluator is called with. */
export interface EvaluateDriftEvent {
  /** The clock that counts, ISO 8601 in UTC; a replay gives its own. Default: the time of the call. */
  readonly now?: string;
  /** Whole UTC hours, end exclusive. Default: the windows that are due at `now`, and the late ones. */
  readonly window?: { readonly start: string; readonly end: string };
}

/** `detail` of a {@link DRIFT_VERDICT_EVENT}. */
export interface DriftVerdictDetail {
  readonly schemaVersion: number;
  readonly endpointName: string;
  readonly variantName: string;
  readonly modelVersion?: string;
  readonly verdict: DriftVerdict;
  /** Worst alarm that stands after the window: the value of the severity metric. */
  readonly severity: number;
  /** Whether a newer window was judged before, so that this one changed no alarm. */
  readonly outdated: boolean;
  readonly summary: string;
  readonly window: ReportWindow;
  readonly rows: number;
  readonly coverage?: number;
  /** Names of features and outputs whose alarm opened, got worse or closed. */
  readonly opened: readonly string[];
  readonly escalated: readonly string[];
  readonly closed: readonly string[];
  readonly report: { readonly bucket: string; readonly key: string };
}

/** What one call of the evaluator did with one window. */
export interface EvaluatedWindow {
  readonly start: string;
  readonly end: string;
  /**
   * - `evaluated`: a report was written;
   * - `unchanged`: the same inputs were judged before;
   * - `resumed`: judged before, but not announced then;
   * - `elsewhere`: another evaluation wrote this revision at the same moment.
   */
  readonly outcome: 'evaluated' | 'unchanged' | 'resumed' | 'elsewhere';
  readonly revision: number;
  readonly verdict: DriftVerdict;
  readonly reportKey: string;
  /** Worst alarm that stands; absent where nothing was announced. */
  readonly severity?: number;
}

/** The UTC hour of a time as a path: `2026/11/23/01`. */
export function hourPath(time: Date): string {
  return time.toISOString().slice(0, 13).replace(/[-T]/g, '/');
}

/** A capture object: `<prefix><endpoint>/<variant>/yyyy/mm/dd/hh/<name>.jsonl`. */
const CAPTURE_OBJECT = /(?:^|\/)([^/]+)\/([^/]+)\/(\d{4}\/\d{2}\/\d{2}\/\d{2})\/[^/]+\.jsonl$/;

/** @returns undefined for a key that names no capture object. */
export function capturePlace(key: string): { endpointName: string; variantName: string; hour: string } | undefined {
  const [, endpointName, variantName, hour] = CAPTURE_OBJECT.exec(key) ?? [];
  return endpointName === undefined || variantName === undefined || hour === undefined
    ? undefined
    : { endpointName, variantName, hour };
}

type Monitored = Pick<DriftMonitorSettings, 'endpointName' | 'variantName'>;

/** Sketches of one hour in the cells of one baseline. */
export function sketchFolder({ endpointName, variantName }: Monitored, baselineId: string, hour: string): string {
  return `${InferenceDataPrefix.SKETCHES}${endpointName}/${variantName}/${baselineId.slice(0, 16)}/${hour}/`;
}

/** Prediction rows of one hour. */
export function predictionFolder({ endpointName, variantName }: Monitored, hour: string): string {
  return `${InferenceDataPrefix.PREDICTIONS}${endpointName}/${variantName}/${hour}/`;
}

/** All that the monitor of a variant reports. */
export function driftReportsPrefix({ endpointName, variantName }: Monitored): string {
  return `${InferenceDataPrefix.REPORTS}${endpointName}/${variantName}/drift/`;
}

/** The revisions of the report on one window. */
export function driftReportFolder(monitored: Monitored, window: Pick<ReportWindow, 'start' | 'end'>): string {
  const hours = Math.round((Date.parse(window.end) - Date.parse(window.start)) / 3_600_000);
  return `${driftReportsPrefix(monitored)}${hourPath(new Date(window.start))}-${hours}h/`;
}

/** The page of a report lies beside it. */
export function driftPageKey(reportKey: string): string {
  return reportKey.replace(/\.json$/, '.html');
}

/** Name of the object beside the reports in which the monitor remembers which alarms stand. */
export const DRIFT_STATE_FILE = 'state.json';

/** Where that object lies. */
export function driftStateKey(monitored: Monitored): string {
  return `${driftReportsPrefix(monitored)}${DRIFT_STATE_FILE}`;
}
