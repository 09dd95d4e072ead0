import type { PolicyViolation } from 'aws-cdk-lib';
import { checkId } from '../checks/check';
import type { Settings } from '../checks/settings';
import { levelOf } from '../engine/level';
import type { CheckResult, Issue, RunResult } from '../engine/result';
import { describeIssue } from './describe';

/** The findings of a run as CDK's validation report takes them: one violation an issue. */
export function violationsOf(run: RunResult, settings: Settings): PolicyViolation[] {
  return run.results.flatMap((result) => result.issues.map((issue) => violationOf(result, issue, settings)));
}

function violationOf(result: CheckResult, issue: Issue, settings: Settings): PolicyViolation {
  const { check, resource } = result;
  return {
    ruleName: checkId(check),
    description: describeIssue(result, issue),
    severity: levelOf(check, issue, settings),
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
  };
}
