import type { AttestationEntry } from '../acknowledgements/ledger';
import { type Check, checkId } from '../checks/check';
import { CONTROLS, type Control } from '../checks/controls';
import { CHECKS } from '../checks/table';
import type { Evaluation } from '../engine/evaluate';
import { isInForce } from '../engine/level';
import type { CheckResult, State } from '../engine/result';

/**
 * Where a control stands. Only CHECKS_PASS rests on what was read in templates alone; nothing that a person has to
 * evidence is ever among them.
 */
export type ControlStatus =
  | 'NOT_MET'
  | 'TO_BE_ATTESTED'
  | 'NOT_KNOWN'
  | 'ONLY_EXCEPTIONS'
  | 'MET_WITH_EXCEPTIONS'
  | 'ATTESTED'
  | 'CHECKS_PASS'
  | 'NOTHING_TO_CHECK'
  | 'TO_BE_EVIDENCED';

/** Figures of one check in the statement. */
export interface CheckRow {
  readonly check: Check;
  readonly inForce: boolean;
  readonly counts: Readonly<Record<State, number>>;
}

/** An exception that somebody answers for, with all that it covers. */
export interface ExceptionRow {
  readonly check: string;
  readonly paths: readonly string[];
  readonly reason: string;
  readonly owner: string;
  readonly expires: string;
}

/** One row of the Statement of Applicability. */
export interface StatementRow {
  readonly control: Control;
  readonly applicable: string;
  readonly status: ControlStatus;
  readonly checks: readonly CheckRow[];
  readonly exceptions: readonly ExceptionRow[];
  readonly attestations: readonly AttestationEntry[];
}

/** The statement over all 93 controls, in the order of the standard. */
export function statementOf(evaluation: Evaluation): readonly StatementRow[] {
  const results = new Map<Check, CheckResult[]>();
  for (const result of evaluation.run.results) {
    const sameCheck = results.get(result.check);
    if (sameCheck) sameCheck.push(result);
    else results.set(result.check, [result]);
  }
  return CONTROLS.map((control) => rowOf(control, results, evaluation));
}

function rowOf(
  control: Control,
  results: ReadonlyMap<Check, readonly CheckResult[]>,
  evaluation: Evaluation,
): StatementRow {
  const checks = CHECKS.filter((check) => check.controls.includes(control.id)).map((check) => ({
    check,
    inForce: isInForce(check, evaluation.settings),
    counts: countStates(results.get(check) ?? []),
  }));
  const exceptions = checks.flatMap(({ check }) => together((results.get(check) ?? []).flatMap(exceptionsOf)));
  const attestations = evaluation.ledger.attestations.filter(({ attestation }) => attestation.control === control.id);
  const status = statusOf(checks, attestations);
  return { control, applicable: applicability(control, checks), status, checks, exceptions, attestations };
}

const STATES = ['PASS', 'FAIL', 'UNKNOWN', 'UNATTESTED', 'ATTESTED', 'ACKNOWLEDGED', 'ERROR'] as const;

function countStates(results: readonly CheckResult[]): Readonly<Record<State, number>> {
  const counts = Object.fromEntries(STATES.map((state) => [state, 0])) as Record<State, number>;
  for (const { state } of results) counts[state] += 1;
  return counts;
}

function exceptionsOf({ check, resource, issues }: CheckResult): readonly ExceptionRow[] {
  const path = resource?.path ?? resource?.logicalId ?? 'the app';
  return issues.flatMap(({ settledBy }) => {
    if (!settledBy || 'control' in settledBy) return [];
    const { reason = '', owner = '', expires = '' } = settledBy;
    return [{ check: checkId(check), paths: [path], reason, owner, expires }];
  });
}

/** One acknowledgement of a family is one exception, however many resources it covers. */
function together(exceptions: readonly ExceptionRow[]): readonly ExceptionRow[] {
  const rows = new Map<string, ExceptionRow>();
  for (const each of exceptions) {
    const key = JSON.stringify([each.reason, each.owner, each.expires]);
    const paths = new Set([...(rows.get(key)?.paths ?? []), ...each.paths]);
    rows.set(key, { ...each, paths: [...paths] });
  }
  return [...rows.values()];
}

function statusOf(checks: readonly CheckRow[], attestations: readonly AttestationEntry[]): ControlStatus {
  const attested = attestations.some(({ state }) => state === 'ACTIVE');
  const count = (...states: readonly State[]) =>
    checks.reduce((sum, { counts }) => sum + states.reduce((inner, state) => inner + counts[state], 0), 0);
  if (count('FAIL', 'ERROR') > 0) return 'NOT_MET';
  if (count('UNATTESTED') > 0) return 'TO_BE_ATTESTED';
  if (count('UNKNOWN') > 0) return 'NOT_KNOWN';
  if (count('ACKNOWLEDGED') > 0) return count('PASS', 'ATTESTED') > 0 ? 'MET_WITH_EXCEPTIONS' : 'ONLY_EXCEPTIONS';
  if (count('ATTESTED') > 0) return 'ATTESTED';
  if (count('PASS') > 0) return 'CHECKS_PASS';
  if (attested) return 'ATTESTED';
  return checks.length > 0 ? 'NOTHING_TO_CHECK' : 'TO_BE_EVIDENCED';
}

function applicability({ theme }: Control, checks: readonly CheckRow[]): string {
  const read = checks.reduce((sum, { counts }) => sum + STATES.reduce((inner, state) => inner + counts[state], 0), 0);
  if (read > 0) return `Applicable: ${read} ${read === 1 ? 'result' : 'results'} of checks on this app.`;
  if (checks.some(({ inForce }) => inForce)) {
    return 'This app has nothing that the checks read; whether it applies elsewhere is for you to say.';
  }
  if (checks.length > 0) return 'All of its checks are switched off; say why it does not apply.';
  switch (theme) {
    case 'physical':
      return 'Data centres: inherited from AWS, whose ISO/IEC 27001 certificate is in AWS Artifact. Your own premises: to be evidenced by you.';
    case 'people':
      return 'About people, not templates: to be evidenced by you.';
    default:
      return 'About how your organisation works, not about templates: to be evidenced by you.';
  }
}
