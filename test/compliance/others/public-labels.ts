import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expected, type TemplateLabels } from './found';

export const PUBLIC_FOLDER = path.join(__dirname, '..', 'fixtures', 'public');

/** A label that was changed after the first run, and why. */
export interface Relabelled {
  readonly template: string;
  readonly resource: string;
  /** `FAIL 22` */
  readonly add?: string;
  readonly remove?: string;
  readonly reason: string;
}

/** What the first run found without a label, and missed of them: `template resource: state check`. */
export interface FirstRun {
  readonly unlabelled: readonly string[];
  readonly missed: readonly string[];
}

const read = (name: string) => JSON.parse(readFileSync(path.join(PUBLIC_FOLDER, name), 'utf8'));

/** The labels as they were committed before any rule was run. */
export const FIRST_LABELS: Readonly<Record<string, TemplateLabels>> = read('labels.json');
export const RELABELLED: readonly Relabelled[] = read('relabelled.json');
export const FIRST_RUN: FirstRun = read('first-run.json');

/** The labels of a template with the changes made since. */
export function labelsOf(template: string): readonly string[] {
  const lines = new Set(expected(FIRST_LABELS[template] ?? {}));
  for (const change of RELABELLED.filter((each) => each.template === template)) {
    const line = (label: string) => `${change.resource}: ${label}`;
    if (change.remove && !lines.delete(line(change.remove))) throw new Error(`no label ${line(change.remove)}`);
    if (change.add) lines.add(line(change.add));
  }
  return [...lines].sort();
}
