import { checkId } from '../checks/check';
import type { Evaluation } from '../engine/evaluate';
import { escapeHtml } from './escape';
import { type ControlStatus, type ExceptionRow, type StatementRow, statementOf } from './statement';
import { STATEMENT_STYLE } from './statement-style';
import { placesOf, STATUS_TEXT, THEME_TEXT } from './statement-text';

const COLUMNS = [
  'Control',
  'Applicable, and why',
  'Status',
  'Passed',
  'Failed',
  'Unknown',
  'Checks, exceptions, attestations',
];

/** Names of stacks that a reader is shown. */
const MAX_STACKS = 20;

/** The Statement of Applicability to read or print: one file, without scripts, images or fonts from elsewhere. */
export function statementHtml(evaluation: Evaluation): string {
  const rows = statementOf(evaluation);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Statement of Applicability, ISO/IEC 27001:2022 Annex A</title>
<style>${STATEMENT_STYLE}</style>
</head>
<body>
<h1>Statement of Applicability</h1>
<p>ISO/IEC 27001:2022, Annex A, all ${rows.length} controls. Judged on ${escapeHtml(evaluation.today)} with the profile
<strong>${escapeHtml(evaluation.settings.profile)}</strong>: ${evaluation.run.checksRun} checks on
${evaluation.run.resourcesChecked} of ${evaluation.run.resources} resources. ${escapeHtml(scope(evaluation))}</p>
<p>“Checks pass” says what templates say before deployment, and nothing about how the system is run. What is attested is
somebody’s word; what is to be evidenced by you is neither met nor unmet here.</p>
${overview(rows)}
<table>
<thead><tr>${COLUMNS.map((column) => `<th scope="col">${column}</th>`).join('')}</tr></thead>
${themes(rows)}
</table>
</body>
</html>
`;
}

/** A paper that does not say what it is about is no evidence. */
function scope({ stacks }: Evaluation): string {
  const more = stacks.length > MAX_STACKS ? ` and ${stacks.length - MAX_STACKS} more` : '';
  const names = stacks.slice(0, MAX_STACKS).join(', ');
  return stacks.length === 0
    ? 'Scope: no stack.'
    : `Scope: the stack${stacks.length === 1 ? '' : 's'} ${names}${more}.`;
}

function overview(rows: readonly StatementRow[]): string {
  const statuses = Object.keys(STATUS_TEXT) as ControlStatus[];
  const items = statuses.map((status) => {
    const count = rows.filter((row) => row.status === status).length;
    return `<li><strong class="${status}">${count}</strong> ${STATUS_TEXT[status]}</li>`;
  });
  return `<ul class="overview">${items.join('')}</ul>`;
}

/** The rows below the name of their theme, as the standard orders them. */
function themes(rows: readonly StatementRow[]): string {
  const names = [...new Set(rows.map(({ control }) => control.theme))];
  return names
    .map((theme) => {
      const own = rows.filter(({ control }) => control.theme === theme);
      const heading = `<tr class="theme"><th scope="rowgroup" colspan="${COLUMNS.length}">${THEME_TEXT[theme]} (${own.length})</th></tr>`;
      return `<tbody>\n${[heading, ...own.map(rowHtml)].join('\n')}\n</tbody>`;
    })
    .join('\n');
}

function rowHtml(row: StatementRow): string {
  const { control, status } = row;
  const sum = (...states: readonly ('PASS' | 'FAIL' | 'ERROR' | 'UNKNOWN')[]) =>
    row.checks.reduce((total, { counts }) => total + states.reduce((inner, state) => inner + counts[state], 0), 0);
  const numbers = row.checks.length === 0 ? ['–', '–', '–'] : [sum('PASS'), sum('FAIL', 'ERROR'), sum('UNKNOWN')];
  const edition = control.edition2013.length === 0 ? 'new in 2022' : `2013: ${control.edition2013.join(', ')}`;
  return [
    `<tr id="control-${control.id}">`,
    `<th scope="row">${control.id} ${escapeHtml(control.title)}<br><small>${edition}</small></th>`,
    `<td>${escapeHtml(row.applicable)}</td>`,
    `<td><span class="status ${status}">${STATUS_TEXT[status]}</span></td>`,
    ...numbers.map((number) => `<td class="number">${number}</td>`),
    `<td>${details(row)}</td></tr>`,
  ].join('');
}

function exceptionHtml({ paths, reason, owner, expires }: ExceptionRow): string {
  const listed = escapeHtml(placesOf(paths));
  const [where, places] = paths.length === 1 ? [listed, ''] : [`${paths.length} resources`, `: ${listed}`];
  return `Exception at ${where}: ${escapeHtml(reason)} <small>(${escapeHtml(owner)}, until ${escapeHtml(expires)})${places}</small>`;
}

function details(row: StatementRow): string {
  const checks = row.checks.map(({ check, inForce, counts }) => {
    const extras = [
      inForce ? undefined : 'switched off',
      counts.ACKNOWLEDGED > 0 ? `${counts.ACKNOWLEDGED} acknowledged` : undefined,
      counts.ATTESTED > 0 ? `${counts.ATTESTED} attested` : undefined,
      counts.UNATTESTED > 0 ? `${counts.UNATTESTED} to be attested` : undefined,
    ].filter((extra) => extra !== undefined);
    const suffix = extras.length === 0 ? '' : ` <strong>(${extras.join(', ')})</strong>`;
    return `#${check.number} ${escapeHtml(check.check)} <small>${checkId(check)}</small>${suffix}`;
  });
  const exceptions = row.exceptions.map(exceptionHtml);
  const attestations = row.attestations.map(({ attestation, state }) => {
    const until = state === 'EXPIRED' ? 'ended' : 'until';
    return `Attested: ${escapeHtml(attestation.evidence)} <small>(${escapeHtml(attestation.owner)}, ${until} ${escapeHtml(attestation.expires)})</small>`;
  });
  const items = [...checks, ...exceptions, ...attestations].map((item) => `<li>${item}</li>`);
  return items.length === 0 ? '' : `<ul>${items.join('')}</ul>`;
}
