import { plainName } from '../../lambda/decide';
import type { DriftReport } from '../../lib/contract';
import { makeTable, verdict } from './report-table';

const MAX_NAMES = 4;

/** What moved in a window, in a few words. */
export function movedNames({ findings }: DriftReport): string {
  const names = [...new Set(findings.filter(({ mute }) => mute === undefined).map(({ name }) => plainName(name)))];
  const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
  return names.slice(0, MAX_NAMES).join(', ') + more;
}

export const windowText = ({ window }: DriftReport) =>
  `${window.start.slice(0, 16).replace('T', ' ')} to ${window.end.slice(0, 16).replace('T', ' ')}`;

export const coverageText = ({ coverage }: DriftReport) =>
  coverage === undefined ? '' : `${(100 * coverage).toFixed(1)} %`;

/** The last windows, newest first. */
export function windowTable(reports: readonly DriftReport[]): string {
  const table = makeTable(['window (UTC)', 'verdict', 'rows', 'coverage', 'moved']);
  for (const report of reports) {
    table.push([
      windowText(report),
      verdict(report.verdict),
      report.rows.toLocaleString('en'),
      coverageText(report),
      movedNames(report),
    ]);
  }
  return table.toString();
}
