import { checkId } from '../checks/check';
import { settingsOf } from '../checks/settings-of';
import { type Evaluation, evaluate, NO_COMMITMENTS } from '../engine/evaluate';
import { levelOf } from '../engine/level';
import type { Iso27001ChecksProps } from '../iso27001-checks-props';
import { describeIssue } from '../report/describe';
import { json } from '../report/files';
import { oscal } from '../report/oscal';
import { sarif } from '../report/sarif';
import { summarise } from '../report/summary';
import { Application, type TemplateSource } from '../template';
import { findingsTable } from './table';

/** What makes `compliance check` exit with a code of its own. */
export type FailOn = 'error' | 'warning' | 'never';

export const FORMATS = ['table', 'json', 'sarif', 'oscal'] as const;
export type Format = (typeof FORMATS)[number];

/** Runs the checks on templates that need not be of a CDK app. */
export function checkTemplates(
  sources: readonly TemplateSource[],
  props: Iso27001ChecksProps & { readonly today: string },
): Evaluation {
  const origin = { kind: 'PROPERTY' as const };
  const commitments = {
    ...NO_COMMITMENTS,
    acknowledgements: (props.acknowledgements ?? []).map((each) => ({ ...each, origin })),
    attestations: Object.entries(props.attestations ?? {}).map(([control, each]) => ({ ...each, control, origin })),
    today: props.today,
  };
  return evaluate(new Application(sources), settingsOf(props), commitments);
}

/** The findings in one of the formats, as text that ends with a line end. */
export function render(evaluation: Evaluation, format: Format): string {
  switch (format) {
    case 'json':
      return json({ ...summarise(evaluation), issues: issuesOf(evaluation) });
    case 'sarif':
      return json(sarif(evaluation));
    case 'oscal':
      return json(oscal(evaluation));
    case 'table':
      return findingsTable(evaluation);
  }
}

function issuesOf({ run, settings }: Evaluation): readonly object[] {
  return run.results.flatMap((result) =>
    result.issues.map((issue) => ({
      check: checkId(result.check),
      controls: result.check.controls,
      state: issue.settledBy === undefined ? issue.state : 'SETTLED',
      level: levelOf(result.check, issue, settings),
      template: result.resource?.template.source.name,
      logicalId: result.resource?.logicalId,
      path: result.resource?.path,
      where: issue.where,
      description: describeIssue(result, issue),
    })),
  );
}

/** Whether the findings reach what the caller wants to fail on. */
export function reaches({ findings }: Evaluation, failOn: FailOn): boolean {
  if (failOn === 'never') return false;
  return findings.errors > 0 || (failOn === 'warning' && findings.warnings > 0);
}
