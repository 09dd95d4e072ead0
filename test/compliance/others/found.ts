import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseCloudFormationYaml } from '../../../bin/readers/cloudformation-yaml';
import { checkTemplates, templateFromText } from '../../../lib/compliance/cli';
import { STACK_TYPE } from '../../../lib/compliance/template';

export interface Labels {
  readonly FAIL?: readonly number[];
  readonly UNKNOWN?: readonly number[];
  readonly UNATTESTED?: readonly number[];
}

export type TemplateLabels = Readonly<Record<string, Labels>>;

const STATES = ['FAIL', 'UNKNOWN', 'UNATTESTED'] as const;

/** Everything found in a template, as lines `resource: state check`. */
export function found(file: string): readonly string[] {
  const source = templateFromText(readFileSync(file, 'utf8'), path.basename(file), parseCloudFormationYaml);
  const { run } = checkTemplates([source], { today: '2026-11-23' });
  return run.results
    .filter(({ state }) => state !== 'PASS')
    .map(({ check, resource, state }) => {
      const subject =
        resource === undefined ? 'the app' : resource.type === STACK_TYPE ? 'the stack' : resource.logicalId;
      return `${subject}: ${state} ${check.number}`;
    })
    .sort();
}

/** What the labels ask for, in the same lines. */
export function expected(labels: TemplateLabels): readonly string[] {
  return Object.entries(labels)
    .flatMap(([subject, label]) =>
      STATES.flatMap((state) => (label[state] ?? []).map((n) => `${subject}: ${state} ${n}`)),
    )
    .sort();
}
