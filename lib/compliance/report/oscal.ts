import { type Check, checkId } from '../checks/check';
import type { Evaluation } from '../engine/evaluate';
import type { CheckResult, Issue } from '../engine/result';
import { describeIssue, printable } from './describe';
import { type StatementRow, statementOf } from './statement';
import { STATUS_TEXT } from './statement-text';
import { uuidOf } from './uuid';

const OSCAL_VERSION = '1.1.2';
const NAMESPACE = 'https://github.com/cdk-production-ml/cdk-production-ml/ns/oscal';

/** What was assessed and found, as OSCAL assessment results (NIST, version 1.1): the format of auditors' tools. */
export function oscal(evaluation: Evaluation): object {
  const { run, today } = evaluation;
  const moment = `${today}T00:00:00Z`;
  const checked = [...new Set(run.results.map(({ check }) => check))];
  const rows = statementOf(evaluation).filter(({ checks }) => checks.some(({ check }) => checked.includes(check)));
  const subjects = subjectsOf(run.results);
  const observations = checked.map((check) => observationOf(check, evaluation, subjects, moment));
  const identity = JSON.stringify(observations);
  return {
    'assessment-results': {
      uuid: uuidOf('assessment-results', identity),
      metadata: {
        title: 'ISO/IEC 27001:2022 Annex A, checks of templates before deployment',
        'last-modified': moment,
        version: today,
        'oscal-version': OSCAL_VERSION,
      },
      'import-ap': { href: '#', remarks: 'The checks follow a fixed table; there is no assessment plan of its own.' },
      results: [
        {
          uuid: uuidOf('result', identity),
          title: `Profile ${evaluation.settings.profile}`,
          description: `${run.checksRun} checks on ${run.resourcesChecked} of ${run.resources} resources.`,
          start: moment,
          end: moment,
          ...localDefinitions(subjects),
          'reviewed-controls': { 'control-selections': [selectionOf(rows)] },
          ...(observations.length === 0 ? {} : { observations }),
          ...(rows.length === 0 ? {} : { findings: rows.map(findingOf) }),
        },
      ],
    },
  };
}

function controlId(id: string): string {
  return `iso27001-${id}`;
}

function selectionOf(rows: readonly StatementRow[]): object {
  if (rows.length === 0) return { description: 'No resource that a check reads.', 'include-all': {} };
  return { 'include-controls': rows.map(({ control }) => ({ 'control-id': controlId(control.id) })) };
}

function subjectName({ resource }: CheckResult): string {
  return printable(resource ? `${resource.template.source.name}/${resource.logicalId}` : 'the app');
}

/** Identifiers of the subjects by name: each is part of many observations, and costs a hash. */
function subjectsOf(results: readonly CheckResult[]): ReadonlyMap<string, string> {
  const subjects = new Map<string, string>();
  for (const result of results) {
    const name = subjectName(result);
    if (!subjects.has(name)) subjects.set(name, uuidOf('subject', name));
  }
  return subjects;
}

function localDefinitions(subjects: ReadonlyMap<string, string>): object {
  if (subjects.size === 0) return {};
  const items = [...subjects].map(([description, uuid]) => ({ uuid, description }));
  return { 'local-definitions': { 'inventory-items': items } };
}

function observationOf(
  check: Check,
  { run }: Evaluation,
  subjects: ReadonlyMap<string, string>,
  collected: string,
): object {
  const results = run.results.filter((result) => result.check === check);
  return {
    uuid: uuidOf('observation', checkId(check)),
    title: `#${check.number} ${check.check}`,
    description: check.why,
    props: [
      { name: 'check-id', ns: NAMESPACE, value: checkId(check) },
      { name: 'scope', ns: NAMESPACE, value: check.scope },
      { name: 'severity', ns: NAMESPACE, value: check.severity },
    ],
    methods: ['TEST-AUTOMATED'],
    types: ['control-objective'],
    subjects: results.map((result) => ({
      'subject-uuid': subjects.get(subjectName(result)),
      type: 'inventory-item',
      title: subjectName(result),
      props: [{ name: 'state', ns: NAMESPACE, value: result.state }],
      ...(result.issues.length === 0
        ? {}
        : { remarks: result.issues.map((issue) => remark(result, issue)).join('\n') }),
    })),
    collected,
  };
}

function remark(result: CheckResult, issue: Issue): string {
  const { settledBy } = issue;
  if (!settledBy) return describeIssue(result, issue);
  const text = 'control' in settledBy ? settledBy.evidence : settledBy.reason;
  return `${describeIssue(result, issue)} Settled: ${printable(text ?? '')} (${settledBy.owner}, until ${settledBy.expires}).`;
}

/** A control is satisfied only where every check passes or rests on somebody's word, which the reason then says. */
function findingOf(row: StatementRow): object {
  const satisfied = ['CHECKS_PASS', 'MET_WITH_EXCEPTIONS', 'ATTESTED'].includes(row.status);
  const reason = row.status === 'CHECKS_PASS' ? 'pass' : row.status === 'NOT_MET' ? 'fail' : 'other';
  return {
    uuid: uuidOf('finding', row.control.id),
    title: `${row.control.id} ${row.control.title}`,
    description: `${STATUS_TEXT[row.status]}. ${row.applicable}`,
    target: {
      type: 'objective-id',
      'target-id': controlId(row.control.id),
      status: { state: satisfied ? 'satisfied' : 'not-satisfied', reason, remarks: STATUS_TEXT[row.status] },
    },
    'related-observations': row.checks
      .filter(({ counts }) => Object.values(counts).some((count) => count > 0))
      .map(({ check }) => ({ 'observation-uuid': uuidOf('observation', checkId(check)) })),
  };
}
