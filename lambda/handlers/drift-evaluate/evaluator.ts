import type { DriftPolicySettings } from '../../../lib/contract';
import { type PreparedBaseline, WindowEvaluator } from '../../drift';

let kept:
  | { readonly baseline: PreparedBaseline; readonly policy: string; readonly evaluator: WindowEvaluator }
  | undefined;

/** The evaluator of a baseline, kept while this instance of the function lives: it holds the simulated nulls. */
export function windowEvaluator(baseline: PreparedBaseline, settings: DriftPolicySettings): WindowEvaluator {
  const policy = JSON.stringify(settings);
  if (kept?.baseline !== baseline || kept.policy !== policy) {
    kept = { baseline, policy, evaluator: new WindowEvaluator(baseline, { policy: settings }) };
  }
  return kept.evaluator;
}
