import type { ControlTheme } from '../checks/controls';
import type { ControlStatus } from './statement';

/** What each status is called for people. */
export const STATUS_TEXT: Readonly<Record<ControlStatus, string>> = {
  NOT_MET: 'Not met',
  TO_BE_ATTESTED: 'To be attested',
  NOT_KNOWN: 'Not known before deployment',
  ONLY_EXCEPTIONS: 'Exceptions only',
  MET_WITH_EXCEPTIONS: 'Checks pass, with exceptions',
  ATTESTED: 'Attested (somebody’s word)',
  CHECKS_PASS: 'Checks pass',
  NOTHING_TO_CHECK: 'Nothing to check here',
  TO_BE_EVIDENCED: 'To be evidenced by you',
};

/** What each theme of Annex A is called for people. */
export const THEME_TEXT: Readonly<Record<ControlTheme, string>> = {
  organizational: '5 Organizational controls',
  people: '6 People controls',
  physical: '7 Physical controls',
  technological: '8 Technological controls',
};

/** Places that one exception lists: a spreadsheet takes 32,767 characters in a cell. */
const MAX_PLACES = 100;

/** The places of an exception in words. */
export function placesOf(paths: readonly string[]): string {
  const listed = paths.slice(0, MAX_PLACES).join(', ');
  return paths.length > MAX_PLACES ? `${listed} and ${paths.length - MAX_PLACES} more, all in ledger.json` : listed;
}
