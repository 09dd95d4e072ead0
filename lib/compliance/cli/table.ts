import { type Check, checkId } from '../checks/check';
import { CONTROLS } from '../checks/controls';
import type { Evaluation } from '../engine/evaluate';
import { levelOf } from '../engine/level';
import type { CheckResult } from '../engine/result';
import { clipped, clippedPath, describeIssue } from '../report/describe';
import { type Resource, STACK_TYPE } from '../template';

/** Characters of a path or type; a hostile one must not fill the terminal. */
const MAX_PLACE = 200;

/** Findings for a terminal, grouped by control: worst first inside a control, figures at the end. */
export function findingsTable(evaluation: Evaluation): string {
  const groups = CONTROLS.flatMap((control) => {
    const lines = linesOf(evaluation, (check) => check.controls[0] === control.id);
    return lines.length === 0 ? [] : [`${control.id} ${control.title}`, ...lines, ''];
  });
  return `${[...groups, ...figures(evaluation)].join('\n')}\n`;
}

const ORDER = ['fatal', 'error', 'warning'];

function linesOf({ run, settings }: Evaluation, belongs: (check: Check) => boolean): readonly string[] {
  const issues = run.results
    .filter(({ check }) => belongs(check))
    .flatMap((result) =>
      result.issues
        .filter(({ settledBy }) => settledBy === undefined)
        .map((issue) => ({ result, issue, level: levelOf(result.check, issue, settings) })),
    )
    .sort((left, right) => ORDER.indexOf(left.level) - ORDER.indexOf(right.level));
  return issues.flatMap(({ result, issue, level }) => {
    const { resource, check } = result;
    const place = clippedPath(placeOf(resource), MAX_PLACE);
    return [`  ${level.padEnd(8)}${describeIssue(result, issue)}`, `          ${checkId(check)} at ${place}`];
  });
}

function placeOf(resource: Resource | undefined): string {
  if (!resource) return 'the app';
  if (resource.type === STACK_TYPE) return `the stack ${resource.logicalId}`;
  return resource.path ?? `${resource.template.source.name} ${resource.logicalId}`;
}

/** Checks that a first look shows. */
const MOST = 5;

/** What to begin with: the checks that most resources do not meet. */
function mostOften(results: readonly CheckResult[]): readonly string[] {
  const counts = new Map<Check, number>();
  for (const { check, issues } of results) {
    if (issues.some(({ settledBy }) => settledBy === undefined)) counts.set(check, (counts.get(check) ?? 0) + 1);
  }
  const most = [...counts].filter(([, count]) => count > 1).sort(([, left], [, right]) => right - left);
  const named = most.slice(0, MOST).map(([check, count]) => `#${check.number} ${check.name} on ${count}`);
  return named.length === 0 ? [] : [`Most often: ${named.join(', ')}.`];
}

function figures({ run, findings, settings, ledger }: Evaluation): readonly string[] {
  const settled = run.results.filter(({ state }) => state === 'ACKNOWLEDGED' || state === 'ATTESTED').length;
  const unused = ledger.acknowledgements.filter(({ state }) => state === 'UNMATCHED').length;
  const many = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
  const unread = run.uncheckedTypes
    .slice(0, 10)
    .map((type) => clipped(type, MAX_PLACE))
    .join(', ');
  const more = run.uncheckedTypes.length > 10 ? ` and ${run.uncheckedTypes.length - 10} more` : '';
  return [
    ...mostOften(run.results),
    `${run.checksRun} checks on ${run.resourcesChecked} of ${many(run.resources, 'resource')} (profile ${settings.profile}): ` +
      `${many(findings.errors, 'error')}, ${many(findings.warnings, 'warning')}, ${settled} acknowledged or attested.`,
    ...(unused === 0 ? [] : [`${many(unused, 'acknowledgement')} that nothing needs any more.`]),
    ...(unread === '' ? [] : [`No check reads: ${unread}${more}.`]),
  ];
}
