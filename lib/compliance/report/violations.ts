import type { PolicyViolation } from 'aws-cdk-lib';
import type { AcknowledgementEntry, Ledger } from '../acknowledgements/ledger';
import { checkId } from '../checks/check';
import type { Settings } from '../checks/settings';
import { levelOf } from '../engine/level';
import type { CheckResult, Issue, RunResult } from '../engine/result';
import { describeIssue, printable } from './describe';

/**
 * The findings of a run as CDK's validation report takes them, one violation an issue. What somebody acknowledged at a
 * construct is among them, under the identifier that he used, so that CDK lists it as suppressed; what was
 * acknowledged for the whole app, or attested, stands in the ledger alone.
 */
export function violationsOf(run: RunResult, ledger: Ledger, settings: Settings): PolicyViolation[] {
  return [
    ...run.results.flatMap((result) => result.issues.flatMap((issue) => violationOf(result, issue, settings))),
    ...ledger.acknowledgements.filter(({ state }) => state === 'UNMATCHED').map(unmatched),
  ];
}

function violationOf(result: CheckResult, issue: Issue, settings: Settings): PolicyViolation[] {
  const { check, resource } = result;
  const acknowledgedAs = issue.settledBy?.origin.cdkId;
  if (issue.settledBy && acknowledgedAs === undefined) return [];
  const level = levelOf(check, issue, settings);
  return [
    {
      ruleName: acknowledgedAs ?? nameOf(checkId(check), issue, level),
      description: describeIssue(result, issue),
      // CDK would suppress an error although its acknowledgement does not hold; it leaves what is fatal alone.
      severity: issue.note !== undefined && level === 'error' ? 'fatal' : level,
      ruleMetadata: {
        control: check.controls.join(', '),
        check: String(check.number),
        severity: check.severity,
        state: issue.state,
      },
      violatingResources: [
        {
          constructPath: resource?.path ?? '',
          resourceLogicalId: resource?.logicalId,
          templatePath: resource?.template.source.file,
          locations: issue.where === '' ? [] : [issue.where],
        },
      ],
    },
  ];
}

/** A warning cannot be fatal: another name keeps CDK from suppressing it by an acknowledgement that does not hold. */
function nameOf(id: string, issue: Issue, level: string): string {
  return issue.note !== undefined && level === 'warning' ? `${id}[acknowledgement does not hold]` : id;
}

function unmatched({ acknowledgement }: AcknowledgementEntry): PolicyViolation {
  const { check, path, origin } = acknowledgement;
  const place = [path, origin.source].filter((part) => part !== undefined && part !== '').join(', ');
  const where = place === '' ? '' : ` (${printable(place)})`;
  return {
    ruleName: 'ISO27001-UnmatchedAcknowledgement',
    description: `Nothing needs the acknowledgement of ${printable(check)}${where}: no such finding is left, or none is at this path. Remove or correct it.`,
    severity: 'warning',
    violatingResources: [{ constructPath: origin.kind === 'CONSTRUCT' ? (path ?? '') : '', locations: [] }],
  };
}
