import type { FoundAcknowledgement, FoundAttestation } from '../acknowledgements/acknowledgement';
import type { Check } from '../checks/check';
import type { Resource } from '../template';

/**
 * ERROR: the rule itself failed; a check that did not run proves nothing, so it counts as a failure. UNATTESTED: nobody
 * has said that another team or the account meets the check. ATTESTED: somebody has. ACKNOWLEDGED: somebody lives
 * with it for a time.
 */
export type State = 'PASS' | 'FAIL' | 'UNKNOWN' | 'UNATTESTED' | 'ATTESTED' | 'ACKNOWLEDGED' | 'ERROR';

/** What one check found on one resource, or on the app as a whole. */
export interface CheckResult {
  readonly check: Check;
  /** Missing where the app as a whole lacks something. */
  readonly resource?: Resource;
  readonly state: State;
  /** Empty on a pass. */
  readonly issues: readonly Issue[];
}

export type IssueState = 'FAIL' | 'UNKNOWN' | 'UNATTESTED' | 'ERROR';

/** One thing that is wrong, unknown or broken. */
export interface Issue {
  readonly state: IssueState;
  readonly what: string;
  /** Path in the resource's template entry: `Properties.KmsKeyId`; empty for the resource as a whole. */
  readonly where: string;
  /** Who lives with it, or gave his word. */
  readonly settledBy?: FoundAcknowledgement | FoundAttestation;
  /** Why an acknowledgement or attestation that names it does not hold. */
  readonly note?: string;
}

/** Everything one run found. */
export interface RunResult {
  readonly results: readonly CheckResult[];
  /** Resources that at least one check reads. */
  readonly resourcesChecked: number;
  readonly resources: number;
  readonly checksRun: number;
  /** Types that no check reads, and resources without a type, sorted. */
  readonly uncheckedTypes: readonly string[];
}
