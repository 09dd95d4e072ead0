import {
  type BaselineReference,
  DRIFT_REPORT_SCHEMA_VERSION,
  DRIFT_SEVERITY,
  type DriftFinding,
  type DriftReport,
  type DriftReportFeature,
  type FeatureVerdict,
  type ReportWindow,
} from '../../lib/contract';
import { driftFindings, isQuiet, type WindowCircumstances } from './drift-findings';
import type { FieldJudgement, WindowJudgement } from './drift-judge';
import type { DriftPolicy } from './drift-policy';
import { driftStatistics } from './drift-statistics';
import { explain, summarise } from './explanation';
import { windowVerdict } from './window-verdict';

/** What a report says about a window that its counts do not. */
export interface ReportContext extends Omit<WindowCircumstances, 'end'> {
  readonly window: ReportWindow;
  readonly baseline: BaselineReference;
  /** Lines and rows that could not be read, by reason. */
  readonly invalidRows: Readonly<Record<string, number>>;
  readonly endpointName?: string;
  readonly modelVersion?: string;
}

function fieldVerdict(one: FieldJudgement, own: readonly DriftFinding[]): FeatureVerdict {
  if (own.some(({ verdict }) => verdict === 'CRITICAL')) return 'CRITICAL';
  return own.length > 0 ? 'WARNING' : one.verdict;
}

function reportField(one: FieldJudgement, findings: readonly DriftFinding[]): DriftReportFeature {
  const { field, distribution, thresholds, noise } = one;
  const own = findings.filter(({ name, role }) => name === field.name && role === field.role);
  const share = (test: string) => {
    const found = one.shares.find((candidate) => candidate.test === test);
    const outcome = one.outcomes.find((candidate) => candidate.test === test);
    return found && { baseline: found.baseline, current: found.current, adjustedPValue: outcome?.adjustedPValue ?? 1 };
  };
  const none = { baseline: 0, current: 0, adjustedPValue: 1 };
  return {
    name: field.name,
    kind: field.kind,
    role: field.role,
    unit: field.unit,
    importance: field.importance,
    verdict: fieldVerdict(one, own),
    text: own[0]?.text,
    baselineCount: one.referenceRows,
    currentCount: distribution?.current ?? 0,
    tests: Object.fromEntries(one.outcomes.map(({ test, state }) => [test, state])),
    statistics: driftStatistics(one),
    thresholds,
    unrest99: field.unrest99,
    noise,
    adjustedPValue: one.outcomes.find(({ test }) => test === 'distribution')?.adjustedPValue,
    shares: {
      nulls: share('nulls') ?? none,
      invalid: share('invalid') ?? none,
      unseen: share('unseen'),
      outOfRange: share('outOfRange'),
    },
  };
}

/** Puts the judgement of a window into the document that people and programs read. */
export function driftReport(judgement: WindowJudgement, policy: DriftPolicy, context: ReportContext): DriftReport {
  const { window, baseline, endpointName, modelVersion, rows, coverage, invalidRows, evaluatedAt } = context;
  const matchedBefore = baseline.source === 'training' ? context.matchedBefore : undefined;
  const circumstances: WindowCircumstances = { evaluatedAt, end: window.end, rows, coverage, matchedBefore };
  const findings = driftFindings(judgement, policy, circumstances);
  const verdict = windowVerdict(judgement, findings, policy, circumstances);
  const told = { judgement, findings, policy, circumstances };
  const fields = judgement.fields.map((one) => reportField(one, findings));
  return {
    schemaVersion: DRIFT_REPORT_SCHEMA_VERSION,
    verdict,
    severity: verdict in DRIFT_SEVERITY ? DRIFT_SEVERITY[verdict as keyof typeof DRIFT_SEVERITY] : 0,
    summary: summarise(verdict, told),
    explanation: explain(told),
    window,
    evaluatedAt,
    endpointName,
    modelVersion,
    baseline,
    rows,
    coverage,
    invalidRows,
    quietUntil: isQuiet(policy, window.end) ? policy.quietUntil : undefined,
    falseDiscoveryRate: judgement.falseDiscoveryRate,
    tests: judgement.tests,
    findings,
    features: fields.filter(({ role }) => role === 'feature'),
    predictions: fields.filter(({ role }) => role === 'prediction'),
  };
}
