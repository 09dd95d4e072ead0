import { type Check, checkId } from '../checks/check';
import type { CheckResult, Issue } from '../engine/result';

/** A finding that is longer is not read. */
export const MAX_DESCRIPTION = 299;
const MAX_LOGICAL_ID = 40;
const MAX_WHERE = 60;
const MAX_NOTE = 60;
/** Characters of what is wrong that are shown in any case; the remedy is in the documentation, too. */
const MIN_WHAT = 24;

/** Nearly every text is plain, and asking that first is many times faster than looking for each odd character. */
const PLAIN = /^[\x20-\x7e]*$/;

/** Control characters (ANSI escapes among them) never reach a terminal. */
export function printable(text: string): string {
  return PLAIN.test(text) ? text : text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '�');
}

/** A text that fits, its end left out. */
export function clipped(text: string, length: number): string {
  const clean = printable(text);
  return clean.length <= length ? clean : `${clean.slice(0, Math.max(0, length - 1))}…`;
}

/** Keeps the end of a path, which says most. */
export function clippedPath(text: string, length: number): string {
  const clean = printable(text);
  return clean.length <= length ? clean : `…${clean.slice(1 - length)}`;
}

/** One finding in words: control, what, where, why it matters, how to fix it; under 300 characters. */
export function describeIssue({ check, resource }: Pick<CheckResult, 'check' | 'resource'>, issue: Issue): string {
  const name = resource?.logicalId ?? 'the app';
  if (issue.state === 'ERROR') return describeError(check, name, issue);
  const head = `${check.controls.join(', ')} #${check.number}`;
  const logicalId = clipped(name, MAX_LOGICAL_ID);
  const place = issue.where === '' ? '' : ` (${clippedPath(issue.where, MAX_WHERE)})`;
  const tail = `. ${check.why} Fix: ${check.fix}`;
  // Why an acknowledgement does not hold is not in the code beside the finding: it is cut last.
  const note = issue.note === undefined ? '' : `; ${clipped(issue.note, MAX_NOTE)}`;
  const unknown = issue.state === 'FAIL' ? '' : `${issue.state}, `;
  const rest = head.length + note.length + logicalId.length + place.length + tail.length + unknown.length;
  const room = Math.max(MIN_WHAT, MAX_DESCRIPTION - rest - 6);
  return clipped(
    `${head} ${unknown}${clipped(issue.what, room)}${note}, at ${logicalId}${place}${tail}`,
    MAX_DESCRIPTION,
  );
}

function describeError(check: Check, logicalId: string, issue: Issue): string {
  const head = `${check.controls.join(', ')} #${check.number} `;
  const tail = `, at ${clipped(logicalId, MAX_LOGICAL_ID)}. The check did not run, so it counts as failed. Fix: report rule ${checkId(check)} with this resource.`;
  return head + clipped(issue.what, MAX_DESCRIPTION - head.length - tail.length) + tail;
}
