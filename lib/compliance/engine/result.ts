import type { Check } from '../checks/check';
import type { Resource } from '../template';

/** ERROR: the rule itself failed. It counts as a failure: a check that did not run proves nothing. */
export type State = 'PASS' | 'FAIL' | 'UNKNOWN' | 'ERROR';

/** What one check found on one resource. */
export interface CheckResult {
  readonly check: Check;
  readonly resource: Resource;
  readonly state: State;
  /** Empty on a pass. */
  readonly issues: readonly Issue[];
}

/** One thing that is wrong, unknown or broken. */
export interface Issue {
  readonly state: Exclude<State, 'PASS'>;
  readonly what: string;
  /** Path in the resource's template entry: `Properties.KmsKeyId`. */
  readonly where: string;
}

/** Everything one run found. */
export interface RunResult {
  readonly results: readonly CheckResult[];
  /** Resources that at least one check reads. */
  readonly resourcesChecked: number;
  readonly resources: number;
  readonly checksRun: number;
  /** Types that no check reads, sorted. */
  readonly uncheckedTypes: readonly string[];
}
