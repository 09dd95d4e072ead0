import type { Check, Finding, RuleContext } from '../checks/check';
import type { Resource } from '../template';
import type { CheckResult, Issue, RunResult } from './result';

/** Resources that CDK itself adds and that protect nothing. */
const IGNORED_TYPES = new Set(['AWS::CDK::Metadata']);

/** Runs every check on every resource of its types. A rule that throws is an error of that check on that resource. */
export function runChecks(
  checks: readonly Check[],
  context: RuleContext,
  includes: (resource: Resource) => boolean = () => true,
): RunResult {
  const byType = new Map<string, Check[]>();
  for (const check of checks) {
    for (const type of check.types) byType.set(type, [...(byType.get(type) ?? []), check]);
  }
  const results: CheckResult[] = [];
  const unchecked = new Set<string>();
  const resources = context.application.resources.filter(
    (resource) => !IGNORED_TYPES.has(resource.type) && includes(resource),
  );
  let resourcesChecked = 0;
  for (const resource of resources) {
    const applicable = byType.get(resource.type);
    if (applicable) resourcesChecked += 1;
    else unchecked.add(resource.type);
    for (const check of applicable ?? []) {
      const result = runCheck(check, resource, context);
      if (result) results.push(result);
    }
  }
  return {
    results,
    resources: resources.length,
    resourcesChecked,
    checksRun: checks.length,
    uncheckedTypes: [...unchecked].sort(),
  };
}

function runCheck(check: Check, resource: Resource, context: RuleContext): CheckResult | undefined {
  try {
    const outcome = check.rule(resource, context);
    if (outcome === undefined) return undefined;
    const issues = outcome.map(issueOf);
    return { check, resource, issues, state: stateOf(issues) };
  } catch (error) {
    const what = `the rule itself failed: ${error instanceof Error ? error.message : String(error)}`;
    return { check, resource, state: 'ERROR', issues: [{ state: 'ERROR', what, where: '' }] };
  }
}

function issueOf(finding: Finding): Issue {
  const where = finding.where === '' ? '' : `Properties.${finding.where}`;
  return { state: finding.unknown ? 'UNKNOWN' : 'FAIL', what: finding.what, where };
}

function stateOf(issues: readonly Issue[]): CheckResult['state'] {
  if (issues.some((issue) => issue.state === 'FAIL')) return 'FAIL';
  return issues.length > 0 ? 'UNKNOWN' : 'PASS';
}
