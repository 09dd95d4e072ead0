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

/** A template that is not shipped here: where whoever wants to repeat it finds the bytes that were read. */
export interface Elsewhere {
  readonly repository: string;
  readonly commit: string;
  readonly path: string;
  readonly licence: string;
  readonly sha256: string;
  readonly labels: TemplateLabels;
}

export const ELSEWHERE_FOLDER = path.join(__dirname, '..', 'fixtures', 'read-elsewhere');

const read = (name: string, folder = PUBLIC_FOLDER) => JSON.parse(readFileSync(path.join(folder, name), 'utf8'));

/** The labels as they were committed before any rule was run. */
export const FIRST_LABELS: Readonly<Record<string, TemplateLabels>> = read('labels.json');
export const RELABELLED: readonly Relabelled[] = read('relabelled.json');
export const FIRST_RUN: FirstRun = read('first-run.json');

export const ELSEWHERE: readonly Elsewhere[] = read('labels.json', ELSEWHERE_FOLDER);
export const RELABELLED_ELSEWHERE: readonly Relabelled[] = read('relabelled.json', ELSEWHERE_FOLDER);
export const FIRST_RUN_ELSEWHERE: FirstRun = read('first-run.json', ELSEWHERE_FOLDER);

/** The labels of a template with the changes made since. */
export function labelsOf(template: string): readonly string[] {
  return changed(template, FIRST_LABELS[template] ?? {}, RELABELLED);
}

export function labelsElsewhere({ path: template, labels }: Elsewhere): readonly string[] {
  return changed(template, labels, RELABELLED_ELSEWHERE);
}

function changed(template: string, labels: TemplateLabels, changes: readonly Relabelled[]): readonly string[] {
  const lines = new Set(expected(labels));
  for (const change of changes.filter((each) => each.template === template)) {
    const line = (label: string) => `${change.resource}: ${label}`;
    if (change.remove && !lines.delete(line(change.remove))) throw new Error(`no label ${line(change.remove)}`);
    if (change.add) lines.add(line(change.add));
  }
  return [...lines].sort();
}
