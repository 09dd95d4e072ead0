import type { Check, Finding, RuleContext } from '../checks/check';
import type { Resource } from '../template';
import type { CheckResult, Issue, RunResult, State } from './result';

/** Resources that CDK itself adds and that protect nothing. */
const IGNORED_TYPES = new Set(['AWS::CDK::Metadata']);

/** Runs every check on every resource of its types. A rule that throws is an error of that check on that resource. */
export function runChecks(
  checks: readonly Check[],
  context: RuleContext,
  includes: (resource: Resource) => boolean = () => true,
): RunResult {
  const byType = groupByType(checks);
  const results: CheckResult[] = [];
  const unchecked = new Set<string>();
  const { application } = context;
  const resources = application.resources.filter((resource) => !IGNORED_TYPES.has(resource.type) && includes(resource));
  let resourcesChecked = 0;
  for (const resource of [...resources, ...application.stacks.filter(includes)]) {
    const applicable = byType.get(resource.type);
    if (applicable && !application.stacks.includes(resource)) resourcesChecked += 1;
    if (!applicable) unchecked.add(typeOrPlace(resource));
    for (const check of applicable ?? []) {
      const result = runCheck(check, resource, context);
      if (result) results.push(result);
    }
  }
  results.push(...checks.flatMap((check) => missingFromTheApp(check, results)));
  return {
    results,
    resources: resources.length,
    resourcesChecked,
    checksRun: checks.length,
    uncheckedTypes: [...unchecked].sort(),
  };
}

/** Characters that are no name by themselves. */
const UNSEEN = /^[\s\p{C}]*$/u;

/** The type, or where there is none what lacks it. */
function typeOrPlace({ type, logicalId }: Resource): string {
  return UNSEEN.test(type) ? `(no Type) ${logicalId}` : type;
}

function groupByType(checks: readonly Check[]): ReadonlyMap<string, readonly Check[]> {
  const byType = new Map<string, Check[]>();
  for (const check of checks) {
    for (const type of check.types) {
      const sameType = byType.get(type);
      if (sameType) sameType.push(check);
      else byType.set(type, [check]);
    }
  }
  return byType;
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

/** An account check that found no resource to read is met by somebody else, who has to say so. */
function missingFromTheApp(check: Check, results: readonly CheckResult[]): readonly CheckResult[] {
  if (check.absent === undefined || results.some((result) => result.check === check)) return [];
  return [{ check, state: 'UNATTESTED', issues: [{ state: 'UNATTESTED', what: check.absent, where: '' }] }];
}

function issueOf(finding: Finding): Issue {
  const where = finding.where === '' ? '' : `Properties.${finding.where}`;
  return { state: finding.state ?? 'FAIL', what: finding.what, where };
}

/** The gravest issue decides. */
export function stateOf(issues: readonly Issue[]): State {
  const gravest = (['ERROR', 'FAIL', 'UNATTESTED', 'UNKNOWN'] as const).find((state) =>
    issues.some((issue) => issue.state === state),
  );
  return gravest ?? 'PASS';
}
