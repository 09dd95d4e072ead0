import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Check, checkId } from '../checks/check';
import type { Evaluation } from '../engine/evaluate';
import { levelOf } from '../engine/level';
import type { CheckResult, Issue } from '../engine/result';
import { clippedPath, describeIssue, printable } from './describe';
import { uuidOf } from './uuid';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';
const INFORMATION = 'https://github.com/cdk-production-ml/cdk-production-ml/tree/main/docs/compliance';
/** GitHub refuses a run with more results. */
const MAX_RESULTS = 25_000;
/** Characters of a resource's path; 25,000 long ones would be more than the 10 MB that GitHub takes. */
const MAX_PLACE = 500;
/** GitHub orders alerts of security tools by this score, 0 to 10. */
const SECURITY_SEVERITY: Readonly<Record<Check['severity'], string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '3.0',
};

/** Findings in SARIF 2.1.0, as GitHub code scanning takes it; what somebody settled is there, as suppressed. */
export function sarif(evaluation: Evaluation): object {
  const checks = [...new Set(evaluation.run.results.map(({ check }) => check))];
  const indexOf = new Map(checks.map((check, index) => [check, index]));
  const all = evaluation.run.results.flatMap((result) => result.issues.map((issue) => ({ result, issue })));
  const kept = mostSevere(all, evaluation);
  const left = all.length - kept.length;
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'cdk-production-ml ISO 27001', informationUri: INFORMATION, rules: checks.map(ruleOf) },
        },
        columnKind: 'utf16CodeUnits',
        results: kept.map(({ result, issue }) => resultOf(result, issue, indexOf.get(result.check) ?? 0, evaluation)),
        ...(left === 0 ? {} : { invocations: [invocationOf(left)] }),
      },
    ],
  };
}

interface Found {
  readonly result: CheckResult;
  readonly issue: Issue;
}

/** As many as GitHub takes, in their order: what fails before what warns, severe before slight, open before settled. */
function mostSevere(all: readonly Found[], { settings }: Evaluation): readonly Found[] {
  if (all.length <= MAX_RESULTS) return all;
  const rank = ({ result: { check }, issue }: Found) =>
    (issue.settledBy === undefined ? 0 : 100) +
    (levelOf(check, issue, settings) === 'warning' ? 10 : 0) -
    Number(SECURITY_SEVERITY[check.severity]);
  const ranked = [...all].sort((left, right) => rank(left) - rank(right));
  const kept = new Set(ranked.slice(0, MAX_RESULTS));
  return all.filter((found) => kept.has(found));
}

function invocationOf(left: number): object {
  const text = `${left} less severe results are left out: code scanning takes ${MAX_RESULTS}. The table and JSON have all.`;
  return { executionSuccessful: true, toolExecutionNotifications: [{ level: 'warning', message: { text } }] };
}

function ruleOf(check: Check): object {
  const controls = check.controls.map((control) => `ISO/IEC 27001:2022 ${control}`).join(', ');
  return {
    id: checkId(check),
    name: check.name,
    shortDescription: { text: check.check },
    fullDescription: { text: `${controls}. ${check.why}` },
    help: { text: `${check.why} ${check.fix}` },
    properties: {
      tags: ['security', 'iso27001', ...check.controls.map((control) => `iso27001-${control}`)],
      'security-severity': SECURITY_SEVERITY[check.severity],
      precision: 'high',
    },
  };
}

function resultOf(result: CheckResult, issue: Issue, ruleIndex: number, { settings }: Evaluation): object {
  const level = levelOf(result.check, issue, settings);
  const place = result.resource?.path ?? result.resource?.logicalId ?? 'the app';
  const { settledBy } = issue;
  return {
    ruleId: checkId(result.check),
    ruleIndex,
    kind: issue.state === 'UNKNOWN' ? 'review' : 'fail',
    // A result that is to be reviewed has no level in SARIF.
    level: issue.state === 'UNKNOWN' ? 'none' : level === 'warning' ? 'warning' : 'error',
    message: { text: describeIssue(result, issue) },
    locations: [
      {
        physicalLocation: physicalLocation(result),
        logicalLocations: [{ fullyQualifiedName: clippedPath(place, MAX_PLACE), kind: 'resource' }],
      },
    ],
    partialFingerprints: { 'resourceAndProperty/v1': uuidOf(checkId(result.check), place, issue.where) },
    ...(settledBy === undefined ? {} : { suppressions: [suppressionOf(settledBy)] }),
  };
}

function physicalLocation({ resource }: CheckResult): object {
  const source = resource?.template.source;
  const { uri, line } = source?.locate?.(resource?.logicalId ?? '') ?? { uri: 'cdk.json', line: 1 };
  return { artifactLocation: artifactLocation(uri), region: { startLine: line } };
}

/** Below the working directory as a relative URI, which code scanning can show; elsewhere as one of its own. */
function artifactLocation(file: string): object {
  const relative = path.relative(process.cwd(), file);
  if (relative.startsWith('..') || path.isAbsolute(relative)) return { uri: pathToFileURL(file).href };
  return { uri: relative.split(path.sep).map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}

function suppressionOf(settledBy: NonNullable<Issue['settledBy']>): object {
  const text = 'control' in settledBy ? settledBy.evidence : settledBy.reason;
  const justification = `${text ?? ''} (owner: ${settledBy.owner}, expires: ${settledBy.expires})`;
  return { kind: 'external', status: 'accepted', justification: printable(justification) };
}
