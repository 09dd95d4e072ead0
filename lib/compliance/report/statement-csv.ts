import { checkId } from '../checks/check';
import type { Evaluation } from '../engine/evaluate';
import { csvLine } from './escape';
import { type StatementRow, statementOf } from './statement';
import { placesOf, STATUS_TEXT } from './statement-text';

const HEADER = [
  'Control',
  'Title',
  '2013 edition',
  'Theme',
  'Applicable, and why',
  'Status',
  'Checks',
  'Passed',
  'Failed',
  'Unknown',
  'Acknowledged',
  'Attested',
  'To be attested',
  'Exceptions (reason, owner, expiry)',
  'Attestations (evidence, owner, expiry)',
];

/** Without it, Excel reads names and reasons as Windows-1252. */
const BYTE_ORDER_MARK = '\uFEFF';

/** The Statement of Applicability as a spreadsheet takes it: one row a control. */
export function statementCsv(evaluation: Evaluation): string {
  return BYTE_ORDER_MARK + [HEADER, ...statementOf(evaluation).map(cellsOf)].map(csvLine).join('');
}

function cellsOf(row: StatementRow): readonly string[] {
  const sum = (...states: readonly (keyof (typeof row.checks)[number]['counts'])[]) =>
    String(
      row.checks.reduce((total, { counts }) => total + states.reduce((inner, state) => inner + counts[state], 0), 0),
    );
  return [
    row.control.id,
    row.control.title,
    row.control.edition2013.length === 0 ? 'new in 2022' : row.control.edition2013.join('; '),
    row.control.theme,
    row.applicable,
    STATUS_TEXT[row.status],
    row.checks.map(({ check, inForce }) => `${checkId(check)}${inForce ? '' : ' (off)'}`).join('; '),
    sum('PASS'),
    sum('FAIL', 'ERROR'),
    sum('UNKNOWN'),
    sum('ACKNOWLEDGED'),
    sum('ATTESTED'),
    sum('UNATTESTED'),
    row.exceptions
      .map((each) => `${each.check} at ${placesOf(each.paths)}: ${each.reason} (${each.owner}, ${each.expires})`)
      .join('; '),
    row.attestations
      .map(({ attestation, state }) => {
        const { evidence, owner, expires } = attestation;
        return `${evidence} (${owner}, ${expires}${state === 'EXPIRED' ? ', EXPIRED' : ''})`;
      })
      .join('; '),
  ];
}
