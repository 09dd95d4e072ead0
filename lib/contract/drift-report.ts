/** The report on one monitored window: written by the evaluator, read by people's tools, dashboards and the CLI. */
import type { FieldKind } from './documents';

/** Version of the report. A reader accepts this one and the one before it. */
export const DRIFT_REPORT_SCHEMA_VERSION = 1;

/**
 * What a window says, from calm to alarming, then the two that say nothing.
 * `EMERGENCY` is kept for labelled performance; data and prediction drift reach `CRITICAL` at most.
 */
export type DriftVerdict = 'OK' | 'WARNING' | 'CRITICAL' | 'EMERGENCY' | 'INSUFFICIENT_DATA' | 'INCOMPLETE';

/** What one feature says: nothing moved, something did, or there were too few rows to tell. */
export type FeatureVerdict = 'OK' | 'WARNING' | 'CRITICAL' | 'INSUFFICIENT_DATA';

/** Value of the severity metric for each verdict that raises an alarm. */
export const DRIFT_SEVERITY = { OK: 0, WARNING: 1, CRITICAL: 2, EMERGENCY: 3 } as const;

/**
 * - `DATA_DRIFT`: the inputs moved away from the baseline;
 * - `PREDICTION_DRIFT`: the model's answers moved;
 * - `DATA_QUALITY`: more values are null, invalid, unseen or out of range than in the baseline;
 * - `TRAINING_SERVING_SKEW`: an input has differed from the training data since the first window: not a change over
 *   time but a difference between how both are prepared.
 */
export type DriftFamily = 'DATA_DRIFT' | 'PREDICTION_DRIFT' | 'DATA_QUALITY' | 'TRAINING_SERVING_SKEW';

/** What was tested about a field: its distribution, or the share of rows with a flaw. */
export type DriftTest = 'distribution' | 'nulls' | 'invalid' | 'unseen' | 'outOfRange';

/**
 * What one test says: `moved` needs effect and evidence; `clear` is an effect below the threshold; `unclear` an effect
 * that chance could have made; `untested` had too few rows.
 */
export type DriftTestState = 'moved' | 'clear' | 'unclear' | 'untested';

/** Whether a field goes into the model or comes out of it. */
export type FieldRole = 'feature' | 'prediction';

/** From which effect on a change is worth a warning, or critical. */
export interface EffectThresholds {
  readonly warning: number;
  readonly critical: number;
}

/** Thresholds of one field, after its own unrest has raised them. */
export interface FeatureThresholds {
  /** Population stability index, dimensionless. */
  readonly psi: EffectThresholds;
  /** First Wasserstein distance in standard deviations of the baseline. */
  readonly wasserstein: EffectThresholds;
  /** Rise of the share of null, invalid, unseen or out-of-range rows, 0..1; for nulls a fall counts too. */
  readonly share: EffectThresholds;
}

/**
 * 99 % quantiles of what the reference's own windows did although nothing was wrong: what one further window in a hundred
 * exceeds. The index is as of the smallest of those windows.
 */
export interface FeatureUnrest {
  readonly psi?: number;
  readonly wasserstein?: number;
  readonly nulls?: number;
  readonly invalid?: number;
  readonly unseen?: number;
  readonly outOfRange?: number;
}

/** A person's decision not to be alarmed by something for a while. */
export interface DriftMute {
  /** Name of the feature or output, or `*` for all. */
  readonly name: string;
  /** Only this kind of finding; default all. */
  readonly family?: DriftFamily;
  readonly reason: string;
  readonly owner: string;
  /** From then on it alarms again, ISO 8601 in UTC. */
  readonly expiresAt: string;
}

/** One thing that moved: large enough to matter, and more than chance at this number of rows. */
export interface DriftFinding {
  readonly family: DriftFamily;
  readonly name: string;
  readonly role: FieldRole;
  readonly test: DriftTest;
  readonly verdict: 'WARNING' | 'CRITICAL';
  /** Which effect is reported; for a distribution the one that stands farthest above its threshold. */
  readonly measure: 'psi' | 'wasserstein' | 'share';
  readonly effect: number;
  /** p-value after Benjamini-Hochberg over all tests of the window. */
  readonly adjustedPValue: number;
  /** What happened, in a few words without a full stop. */
  readonly text: string;
  /** Given where somebody muted it: then it is listed but does not count. */
  readonly mute?: DriftMute;
}

/** The statistics of one field, as they apply to its kind. */
export interface DriftStatistics {
  readonly psi?: number;
  /** Distance to base 2, 0..1. */
  readonly jensenShannon?: number;
  readonly hellinger?: number;
  readonly totalVariation?: number;
  /** Bounds of the KS statistic on binned rows, and the p-value of the lower one. */
  readonly ks?: { readonly lower: number; readonly upper: number; readonly pValue: number };
  /** In the field's unit, in standard deviations of the baseline, and the signed shift of the mean in the same. */
  readonly wasserstein?: { readonly lowerBound: number; readonly normalized: number; readonly meanShift: number };
  readonly chiSquare?: { readonly statistic: number; readonly df: number; readonly pValue: number };
}

/** What chance alone does at this number of rows. */
export interface NoiseBand {
  /** Exceeded by 1 % of windows of this size in which nothing moved. */
  readonly usual: number;
  /** From here on a change counts as evidence, whatever the other tests say. */
  readonly detectable: number;
}

/** How many rows of a kind, before and now. */
export interface ShareComparison {
  readonly baseline: number;
  readonly current: number;
  /** After Benjamini-Hochberg; 1 where neither side has such a row. */
  readonly adjustedPValue: number;
}

/** One feature or output of the window. */
export interface DriftReportFeature {
  readonly name: string;
  readonly kind: FieldKind;
  readonly role: FieldRole;
  readonly unit?: string;
  readonly importance?: number;
  readonly verdict: FeatureVerdict;
  /** What happened, in a few words; absent where nothing did. */
  readonly text?: string;
  /** Rows with a usable value. */
  readonly baselineCount: number;
  readonly currentCount: number;
  /** What each test of the field says. */
  readonly tests: Readonly<Partial<Record<DriftTest, DriftTestState>>>;
  /** Empty where a side has no usable value. */
  readonly statistics: DriftStatistics;
  readonly thresholds: FeatureThresholds;
  readonly unrest99?: FeatureUnrest;
  readonly noise?: { readonly psi: NoiseBand; readonly wasserstein?: NoiseBand };
  /** Of the distribution test, after Benjamini-Hochberg; absent where too few rows were there to test. */
  readonly adjustedPValue?: number;
  /** Shares of rows, 0..1, by what is wrong with them. */
  readonly shares: {
    readonly nulls: ShareComparison;
    readonly invalid: ShareComparison;
    /** Categories that the baseline never saw; its own share is what a sample of its size leaves unseen. */
    readonly unseen?: ShareComparison;
    /** Numbers beyond the baseline's smallest and largest. */
    readonly outOfRange?: ShareComparison;
  };
}

/** Which baseline a window was compared with. */
export interface BaselineReference {
  /** SHA-256 of the baseline document, hex. */
  readonly digest: string;
  /** `training`: the data the model was trained on; `captured`: production traffic. */
  readonly source: 'training' | 'captured';
  readonly rows: number;
  readonly version?: string;
  readonly createdAt?: string;
  readonly approvedBy?: string;
}

/** The window: a set of UTC hours. */
export interface ReportWindow {
  /** ISO 8601 in UTC; the end is exclusive. */
  readonly start: string;
  readonly end: string;
  /** Counts up when late objects changed an evaluated window; 0 at first. */
  readonly revision: number;
}

/** The report on one window. */
export interface DriftReport {
  readonly schemaVersion: number;
  readonly verdict: DriftVerdict;
  /** 0 calm, 1 warning, 2 critical; 0 too where the window says nothing. */
  readonly severity: number;
  /** The verdict in one sentence. */
  readonly summary: string;
  /** What probably happened, a sentence each, most important first. */
  readonly explanation: readonly string[];
  readonly window: ReportWindow;
  /** When it was judged, ISO 8601 in UTC. */
  readonly evaluatedAt: string;
  readonly endpointName?: string;
  readonly modelVersion?: string;
  readonly baseline: BaselineReference;
  /** Rows of the window, whether usable or not. */
  readonly rows: number;
  /** Captured rows or requests ÷ expected ones, 0..1; absent where nothing says how many to expect. */
  readonly coverage?: number;
  /** Lines and rows that could not be read, by reason. */
  readonly invalidRows: Readonly<Record<string, number>>;
  /** Given during the first days, when nothing is worse than a warning. */
  readonly quietUntil?: string;
  /** Benjamini-Hochberg rate, and how many tests shared it: two a field, its distribution and the quality of its values. */
  readonly falseDiscoveryRate: number;
  readonly tests: number;
  readonly findings: readonly DriftFinding[];
  readonly features: readonly DriftReportFeature[];
  readonly predictions: readonly DriftReportFeature[];
}
