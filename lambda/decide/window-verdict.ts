import type { DriftFinding, DriftVerdict } from '../../lib/contract';
import { isIncomplete, type WindowCircumstances } from './drift-findings';
import type { WindowJudgement } from './drift-judge';
import type { DriftPolicy } from './drift-policy';

/**
 * One verdict for the window: `INCOMPLETE` where too much of it is missing; else the worst finding that nobody muted;
 * else `INSUFFICIENT_DATA` where at least half of the fields had too few rows for a critical change to show.
 */
export function windowVerdict(
  judgement: WindowJudgement,
  findings: readonly DriftFinding[],
  policy: DriftPolicy,
  { coverage }: WindowCircumstances,
): DriftVerdict {
  if (isIncomplete(policy, coverage)) return 'INCOMPLETE';
  const counting = findings.filter(({ mute }) => mute === undefined);
  if (counting.some(({ verdict }) => verdict === 'CRITICAL')) return 'CRITICAL';
  if (counting.length > 0) return 'WARNING';
  const unjudged = judgement.fields.filter(({ verdict }) => verdict === 'INSUFFICIENT_DATA').length;
  return 2 * unjudged >= judgement.fields.length ? 'INSUFFICIENT_DATA' : 'OK';
}
