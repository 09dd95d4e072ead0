import { checkId } from '../checks/check';
import type { Evaluation } from '../engine/evaluate';
import { escapeHtml } from './escape';
import { type ControlStatus, type StatementRow, statementOf } from './statement';
import { STATUS_TEXT } from './statement-text';

const STYLE = `
:root{color-scheme:light dark;--line:#d0d7de;--soft:#f6f8fa;--ink:#1f2328;--bad:#b3261e;--warn:#8a5a00;--good:#1a7f37}
@media (prefers-color-scheme:dark){:root{--line:#3d444d;--soft:#151b23;--ink:#e6edf3;--bad:#ff8a80;--warn:#e3b341;--good:#57ab5a}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);max-width:78rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}th,td{border:1px solid var(--line);padding:.4rem .6rem;text-align:left;vertical-align:top}
thead th{position:sticky;top:0;background:var(--soft)}td.number{text-align:right;font-variant-numeric:tabular-nums}
small{opacity:.8}ul{margin:.2rem 0;padding-left:1.1rem}
.NOT_MET{color:var(--bad);font-weight:600}.TO_BE_ATTESTED,.NOT_KNOWN,.MET_WITH_EXCEPTIONS{color:var(--warn);font-weight:600}
.CHECKS_PASS{color:var(--good);font-weight:600}@media print{thead th{position:static}}
`;

const COLUMNS = [
  'Control',
  'Applicable, and why',
  'Status',
  'Passed',
  'Failed',
  'Unknown',
  'Checks, exceptions, attestations',
];

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
<style>${STYLE}</style>
</head>
<body>
<h1>Statement of Applicability</h1>
<p>ISO/IEC 27001:2022, Annex A, all ${rows.length} controls. Judged on ${escapeHtml(evaluation.today)} with the profile
<strong>${escapeHtml(evaluation.settings.profile)}</strong>: ${evaluation.run.checksRun} checks on
${evaluation.run.resourcesChecked} of ${evaluation.run.resources} resources.</p>
<p>“Checks pass” says what templates say before deployment, and nothing about how the system is run. What is attested is
somebody’s word; what is to be evidenced by you is neither met nor unmet here.</p>
${overview(rows)}
<table>
<thead><tr>${COLUMNS.map((column) => `<th scope="col">${column}</th>`).join('')}</tr></thead>
<tbody>
${rows.map(rowHtml).join('\n')}
</tbody>
</table>
</body>
</html>
`;
}

function overview(rows: readonly StatementRow[]): string {
  const statuses = Object.keys(STATUS_TEXT) as ControlStatus[];
  const items = statuses.map((status) => {
    const count = rows.filter((row) => row.status === status).length;
    return `<li><span class="${status}">${STATUS_TEXT[status]}</span>: ${count}</li>`;
  });
  return `<ul>${items.join('')}</ul>`;
}

function rowHtml(row: StatementRow): string {
  const { control, status } = row;
  const sum = (...states: readonly ('PASS' | 'FAIL' | 'ERROR' | 'UNKNOWN')[]) =>
    row.checks.reduce((total, { counts }) => total + states.reduce((inner, state) => inner + counts[state], 0), 0);
  const numbers = row.checks.length === 0 ? ['', '', ''] : [sum('PASS'), sum('FAIL', 'ERROR'), sum('UNKNOWN')];
  const edition = control.edition2013.length === 0 ? 'new in 2022' : `2013: ${control.edition2013.join(', ')}`;
  return [
    `<tr id="control-${control.id}">`,
    `<th scope="row">${control.id} ${escapeHtml(control.title)}<br><small>${edition}</small></th>`,
    `<td>${escapeHtml(row.applicable)}</td>`,
    `<td class="${status}">${STATUS_TEXT[status]}</td>`,
    ...numbers.map((number) => `<td class="number">${number}</td>`),
    `<td>${details(row)}</td></tr>`,
  ].join('');
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
  const exceptions = row.exceptions.map(
    (each) =>
      `Exception at ${escapeHtml(each.path)}: ${escapeHtml(each.reason)} <small>(${escapeHtml(each.owner)}, until ${escapeHtml(each.expires)})</small>`,
  );
  const attestations = row.attestations.map(({ attestation, state }) => {
    const until = state === 'EXPIRED' ? 'ended' : 'until';
    return `Attested: ${escapeHtml(attestation.evidence)} <small>(${escapeHtml(attestation.owner)}, ${until} ${escapeHtml(attestation.expires)})</small>`;
  });
  const items = [...checks, ...exceptions, ...attestations].map((item) => `<li>${item}</li>`);
  return items.length === 0 ? '' : `<ul>${items.join('')}</ul>`;
}
