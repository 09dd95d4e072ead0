import { type Check, checkId } from '../../../lib/compliance/checks/check';
import { CODE_LINES } from '../../../lib/compliance/checks/code-lines';
import { CONTROLS, type Control } from '../../../lib/compliance/checks/controls';
import { CHECKS } from '../../../lib/compliance/checks/table';
import { accuracyPage } from './accuracy';

const GENERATED = '<!-- Generated from lib/compliance/checks by test/compliance/docs. Do not edit. -->';

/** Every generated page of docs/compliance, by file name. */
export function pages(): ReadonlyMap<string, string> {
  const controls = CONTROLS.filter((control) => checksOf(control).length > 0);
  return new Map([
    ['accuracy.md', accuracyPage()],
    ['checks.md', checksPage()],
    ['editions.md', editionsPage()],
    ...controls.map((control) => [`controls/${control.id}.md`, controlPage(control)] as const),
  ]);
}

function checksOf(control: Control): readonly Check[] {
  return CHECKS.filter((check) => check.controls.includes(control.id));
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function page(title: string, ...blocks: readonly string[]): string {
  return [`# ${title}`, GENERATED, ...blocks].join('\n\n').concat('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');
}

function checksPage(): string {
  const rows = CHECKS.map((check) => [
    `${check.number}${check.ml ? ' ★' : ''}`,
    check.controls.map((control) => `[${control}](controls/${control}.md)`).join(', '),
    check.check,
    check.severity,
    check.scope,
    check.failsFrom,
    `\`${checkId(check)}\``,
  ]);
  return page(
    'All 91 checks',
    '★ is specific to machine learning. A check fails synthesis from the profile in the sixth column on, and warns in the profiles before it.',
    table(['#', 'Control', 'What must hold', 'Severity', 'Scope', 'Fails from', 'Identifier'], rows),
  );
}

function controlPage(control: Control): string {
  const edition =
    control.edition2013.length === 0 ? 'New in the 2022 edition.' : `2013 edition: ${control.edition2013.join(', ')}.`;
  return page(
    `${control.id} ${control.title}`,
    edition,
    ...checksOf(control).map(checkSection),
    '[All checks](../checks.md)',
  );
}

function checkSection(check: Check): string {
  const scope =
    check.scope === 'ACCOUNT' ? 'Met once in an account, or attested by whoever owns it.' : 'Met by each resource.';
  return [
    `## ${check.number}${check.ml ? ' ★' : ''} ${check.check}`,
    `**Threat.** ${check.why}`,
    `**Remedy.** ${check.fix}`,
    `\`\`\`ts\n${CODE_LINES[check.name]}\n\`\`\``,
    `Severity ${check.severity}; fails synthesis from profile \`${check.failsFrom}\` on. ${scope}`,
    `Reads ${check.types.map((type) => `\`${type}\``).join(', ')}. Identifier: \`${checkId(check)}\`.`,
  ].join('\n\n');
}

/** Chapters of the 2013 edition that procurement forms still ask for by name. */
const CHAPTERS: Readonly<Record<string, string>> = {
  '9': 'A.9 Access control',
  '10': 'A.10 Cryptography',
  '12': 'A.12 Operations security',
};

function editionsPage(): string {
  const chapters = Object.entries(CHAPTERS).map(
    ([chapter, title]) => `## ${title}\n\n${table(['2013', '2022', 'Checks'], rowsOf(chapter))}`,
  );
  return page(
    'The 2013 references that forms still use',
    'Numbers after ISO/IEC 27002:2022, Annex B. A control without a check is to be evidenced by you.',
    ...chapters,
  );
}

function rowsOf(chapter: string): readonly (readonly string[])[] {
  const numbers = CONTROLS.flatMap((control) =>
    control.edition2013.filter((number) => number.split('.')[0] === chapter).map((number) => ({ number, control })),
  );
  return numbers
    .sort((left, right) => left.number.localeCompare(right.number, 'en', { numeric: true }))
    .map(({ number, control }) => [
      `A.${number}`,
      `${control.id} ${control.title}`,
      checksOf(control)
        .map((check) => `${check.number} ${check.check}`)
        .join('; ') || 'none',
    ]);
}
