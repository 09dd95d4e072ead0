import { checkId } from '../checks/check';
import { checksNamed } from '../checks/select';
import type { Settings } from '../checks/settings';
import type { CheckResult, Issue, RunResult, State } from '../engine/result';
import { stateOf } from '../engine/run';
import { type FoundAcknowledgement, type FoundAttestation, isDay, isOver } from './acknowledgement';
import type { AcknowledgementEntry, AcknowledgementState, Ledger } from './ledger';

/** What people took upon themselves, and the day it is judged on. */
export interface Commitments {
  readonly acknowledgements: readonly FoundAcknowledgement[];
  readonly attestations: readonly FoundAttestation[];
  /** `2026-11-23`. */
  readonly today: string;
}

/** An acknowledgement with the checks it names, worked out once. */
interface Candidate {
  readonly acknowledgement: FoundAcknowledgement;
  readonly checks: ReadonlySet<string>;
  readonly findings: string[];
  refused: boolean;
}

/** Applies acknowledgements and attestations to the results of a run, and keeps the ledger of them. */
export function settle(
  run: RunResult,
  commitments: Commitments,
  settings: Settings,
): { run: RunResult; ledger: Ledger } {
  const candidates = commitments.acknowledgements.map((acknowledgement) => ({
    acknowledgement,
    checks: new Set(checksNamed(acknowledgement.check).map(checkId)),
    findings: [],
    refused: false,
  }));
  const results = run.results.map((result) => settleResult(result, candidates, commitments, settings));
  const ledger = {
    acknowledgements: candidates.map((candidate) => entryOf(candidate, commitments.today)),
    attestations: commitments.attestations.map((attestation) => ({
      attestation,
      state: isOver(attestation.expires, commitments.today) ? ('EXPIRED' as const) : ('ACTIVE' as const),
    })),
  };
  return { run: { ...run, results }, ledger };
}

function settleResult(
  result: CheckResult,
  candidates: readonly Candidate[],
  commitments: Commitments,
  settings: Settings,
): CheckResult {
  if (result.issues.length === 0) return result;
  const issues = result.issues.map((issue) => {
    if (issue.state === 'UNATTESTED') {
      const attested = attestIssue(result, issue, commitments);
      if (attested) return attested;
    }
    return acknowledgeIssue(result, issue, candidates, commitments.today, settings);
  });
  return { ...result, issues, state: settledState(issues) };
}

function settledState(issues: readonly Issue[]): State {
  const open = issues.filter((issue) => issue.settledBy === undefined);
  if (open.length > 0) return stateOf(open);
  return issues.every(({ settledBy }) => settledBy && 'control' in settledBy) ? 'ATTESTED' : 'ACKNOWLEDGED';
}

function attestIssue({ check }: CheckResult, issue: Issue, { attestations, today }: Commitments): Issue | undefined {
  const named = attestations.filter(({ control }) => check.controls.includes(control));
  const active = named.find(({ expires }) => !isOver(expires, today));
  if (active) return { ...issue, settledBy: active };
  const [expired] = named;
  return expired && { ...issue, note: `attestation ended ${expired.expires} (${expired.owner})` };
}

function acknowledgeIssue(
  result: CheckResult,
  issue: Issue,
  candidates: readonly Candidate[],
  today: string,
  settings: Settings,
): Issue {
  // A rule that failed proves nothing: there is nothing to acknowledge.
  if (issue.state === 'ERROR') return issue;
  const id = checkId(result.check);
  let note: string | undefined;
  for (const candidate of candidates) {
    if (!candidate.checks.has(id) || !isNamed(result, issue, candidate.acknowledgement)) continue;
    candidate.findings.push(`${id} at ${pathOf(result)}`);
    const { acknowledgement } = candidate;
    if (settings.fatal.has(id)) {
      candidate.refused = true;
      note = 'nobody may acknowledge this check';
    } else {
      const invalid = invalidity(acknowledgement, today);
      if (invalid === undefined) return { ...issue, settledBy: acknowledgement };
      note = invalid.note;
    }
  }
  return note === undefined ? issue : { ...issue, note };
}

function invalidity(
  { reason, owner, expires }: FoundAcknowledgement,
  today: string,
): { readonly state: AcknowledgementState; readonly note: string } | undefined {
  const missing = Object.entries({ reason, owner, expires }).filter(([, value]) => !value?.trim());
  if (missing.length > 0) {
    return { state: 'VOID', note: `acknowledgement without ${missing.map(([name]) => name).join(', ')}` };
  }
  if (!isDay(expires ?? '')) return { state: 'VOID', note: 'acknowledgement with an expiry that is no day' };
  return isOver(expires ?? '', today)
    ? { state: 'EXPIRED', note: `acknowledgement ended ${expires} (${owner})` }
    : undefined;
}

function entryOf({ acknowledgement, findings, refused }: Candidate, today: string): AcknowledgementEntry {
  const invalid = invalidity(acknowledgement, today)?.state;
  const state = refused ? 'REFUSED' : (invalid ?? (findings.length === 0 ? 'UNMATCHED' : 'ACTIVE'));
  return { acknowledgement, state, findings: [...findings].sort() };
}

function pathOf({ resource }: CheckResult): string {
  return resource?.path ?? resource?.logicalId ?? 'the app';
}

function isNamed(result: CheckResult, issue: Issue, { path, finding }: FoundAcknowledgement): boolean {
  if (finding !== undefined && issue.where !== finding && !issue.where.startsWith(`${finding}.`)) return false;
  return path === undefined || isBelow(result, path);
}

/** A path covers what lies below it, with or without the slash and the stars that other tools want. */
function isBelow({ resource }: CheckResult, written: string): boolean {
  if (written === '' || /^\/?\*+$/.test(written)) return true;
  const path = written.replace(/^\//, '').replace(/\/\**$/, '');
  const own = resource?.path;
  return path === resource?.logicalId || own === path || own?.startsWith(`${path}/`) === true;
}
