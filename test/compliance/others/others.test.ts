import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseCloudFormationYaml } from '../../../bin/readers/cloudformation-yaml';
import { checkTemplates, templateFromText } from '../../../lib/compliance/cli';
import { STACK_TYPE } from '../../../lib/compliance/template';
import { LABELS, type Labels } from './labels';

const STATES = ['FAIL', 'UNKNOWN', 'UNATTESTED'] as const;

/** Everything found in a template, as lines `resource: state check`. */
function found(name: string): readonly string[] {
  const text = readFileSync(path.join(__dirname, 'templates', name), 'utf8');
  const source = templateFromText(text, name, parseCloudFormationYaml);
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

function expected(labels: Readonly<Record<string, Labels>>): readonly string[] {
  return Object.entries(labels)
    .flatMap(([subject, label]) =>
      STATES.flatMap((state) => (label[state] ?? []).map((n) => `${subject}: ${state} ${n}`)),
    )
    .sort();
}

describe('templates like those of others get the findings that a person labelled', () => {
  test.each(Object.keys(LABELS))('%s', (name) => {
    expect(found(name)).toEqual(expected(LABELS[name] ?? {}));
  });
});
