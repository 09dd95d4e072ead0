import type { DriftFamily, DriftFinding } from '../../lib/contract';
import type { FieldJudgement, WindowJudgement } from './drift-judge';
import { DEFAULT_POLICY, type DriftPolicy } from './drift-policy';
import type { Level } from './effect-level';
import { moveText } from './move-text';
import { muteOf } from './mute';
import type { TestOutcome } from './test-outcome';

/** What is known about a window beyond its counts. */
export interface WindowCircumstances {
  /** When it is judged, ISO 8601 in UTC: decides which mutes and quiet days hold. */
  readonly evaluatedAt: string;
  /** Exclusive end of the window, ISO 8601 in UTC. */
  readonly end: string;
  /** Rows, usable or not. */
  readonly rows: number;
  /** Captured ÷ expected, 0..1; undefined where nothing says how many to expect. */
  readonly coverage?: number;
  /**
   * Features that agreed with the training data in an earlier window. One that moved and is not among them has differed
   * from the start: training-serving skew. Undefined where no history is kept, or the baseline is no training data.
   */
  readonly matchedBefore?: ReadonlySet<string>;
}

/** Whether the window lies in the first days, in which nothing is worse than a warning. */
export function isQuiet(policy: DriftPolicy, end: string): boolean {
  return policy.quietUntil !== undefined && Date.parse(end) <= Date.parse(policy.quietUntil);
}

/** Whether so few of the expected rows were captured that the window proves nothing. */
export function isIncomplete(policy: DriftPolicy, coverage: number | undefined): boolean {
  return coverage !== undefined && !(coverage >= (policy.minimumCoverage ?? DEFAULT_POLICY.minimumCoverage));
}

/** Which kind of finding a test that moved is. */
export function familyOf(
  { field }: FieldJudgement,
  { test }: TestOutcome,
  matchedBefore: ReadonlySet<string> | undefined,
): DriftFamily {
  if (test !== 'distribution') return 'DATA_QUALITY';
  if (field.role === 'prediction') return 'PREDICTION_DRIFT';
  return matchedBefore === undefined || matchedBefore.has(field.name) ? 'DATA_DRIFT' : 'TRAINING_SERVING_SKEW';
}

/** How much a finding should worry: its effect in units of the threshold, weighed by the feature's importance. */
function weight({ field, thresholds }: FieldJudgement, outcome: TestOutcome, mostImportant: number): number {
  const importance = mostImportant === 0 ? 1 : (field.importance ?? 0) / mostImportant;
  // An unimportant feature still moved: importance orders, it does not hide.
  return (outcome.effect / thresholds[outcome.measure].warning) * (0.1 + 0.9 * importance);
}

/** Everything that moved in a window: critical before warning, then by effect and importance. */
export function driftFindings(
  judgement: WindowJudgement,
  policy: DriftPolicy,
  circumstances: WindowCircumstances,
): readonly DriftFinding[] {
  const quiet = isQuiet(policy, circumstances.end);
  const mostImportant = Math.max(0, ...judgement.fields.map(({ field }) => field.importance ?? 0));
  const found = judgement.fields.flatMap((one) =>
    one.outcomes.flatMap((outcome) => {
      if (outcome.level === undefined) return [];
      const { name, role } = one.field;
      const family = familyOf(one, outcome, circumstances.matchedBefore);
      const verdict: Level = quiet ? 'WARNING' : outcome.level;
      const { test, measure, effect, adjustedPValue = 1 } = outcome;
      const mute = muteOf({ name, family }, policy.mutes ?? [], circumstances.evaluatedAt);
      const text = moveText(one, outcome);
      const finding = { family, name, role, test, verdict, measure, effect, adjustedPValue, text, mute };
      return [{ finding, weight: weight(one, outcome, mostImportant) }];
    }),
  );
  const rank = ({ verdict }: DriftFinding) => (verdict === 'CRITICAL' ? 0 : 1);
  return found.sort((a, b) => rank(a.finding) - rank(b.finding) || b.weight - a.weight).map(({ finding }) => finding);
}
