import pc from 'picocolors';
import type { ChangeReport, LedgerView } from '../release/change-report';
import type { RequestState } from '../release/follow';
import { byDuty, versionOf } from '../release/releases';
import { plainText } from './plain-text';
import { makeTable } from './report-table';
import { duration } from './times';

const GOOD: readonly RequestState[] = ['LIVE', 'UNCHANGED', 'REMOVED', 'PINNED', 'UNPINNED', 'STOPPED', 'SETTLED'];

/** What became of a request: a sentence, and what was live before and is now. */
export function changeText(endpointName: string, report: ChangeReport): string {
  const { state, followed, before, after, executionArn } = report;
  const sentence = sentenceOf(report);
  const coloured = GOOD.includes(state) ? pc.green(sentence) : state === 'RUNNING' ? sentence : pc.red(sentence);
  const seconds = followed === undefined ? '' : ` ${pc.dim(`(${duration(followed.seconds)})`)}`;
  const why = followed?.reason === undefined ? [] : [`  ${plainText(followed.reason)}`];
  if (state === 'RUNNING') return [`${coloured}${seconds}`, `  ${plainText(executionArn)}`].join('\n');
  const look =
    state === 'STRANDED' || state === 'BROKEN' ? [`  See: production-ml status --endpoint ${endpointName}`] : [];
  return [`${coloured}${seconds}`, ...why, ...look, beforeAndAfter(before, after)].join('\n');
}

function sentenceOf({ state, followed, after }: ChangeReport): string {
  const release = followed?.release ?? after.head?.live;
  const named = release === undefined ? 'The change' : `Release ${release}`;
  const stays = after.head?.live === undefined ? 'No release is live.' : `Release ${after.head.live} stays live.`;
  switch (state) {
    case 'LIVE':
      return `${named} is live.`;
    case 'UNCHANGED':
      return `There was nothing to do. ${stays}`;
    case 'REMOVED':
      return 'The endpoint is removed.';
    case 'PINNED':
      return `Pinned: only a rollback changes the endpoint now. ${stays}`;
    case 'UNPINNED':
      return `No longer pinned. ${stays}`;
    case 'STOPPED':
      return `The running change was stopped. ${stays}`;
    case 'SETTLED':
      return `What was left behind is settled. ${stays}`;
    case 'REFUSED':
      return `Refused, nothing moved. ${stays}`;
    case 'ROLLED_BACK':
      return `${named} failed, and the endpoint went back. ${stays}`;
    case 'ABORTED':
      return `${named} was stopped, and the endpoint went back. ${stays}`;
    case 'INTERRUPTED':
      return `${named} was interrupted, and the endpoint went back. ${stays}`;
    case 'STRANDED':
      return `${named} failed, and so did going back. Somebody must look now.`;
    case 'BROKEN':
      return 'The release machine itself failed. The next change settles what it left.';
    case 'RUNNING':
      return 'The change is running.';
  }
}

function beforeAndAfter(before: LedgerView, after: LedgerView): string {
  const table = makeTable(['', 'release', 'champion', 'beside']);
  const row = (label: string, { live }: LedgerView) => {
    if (live === undefined) return [label, 'none', '', ''];
    const [first, ...others] = byDuty(live);
    const beside = others.map(({ duty, variant }) => `${duty} ${variant.model.version}`).join(', ');
    return [label, String(live.number), first === undefined ? '' : versionOf(first.variant), beside];
  };
  for (const cells of [row('before', before), row('now', after)]) table.push(cells.map((cell) => plainText(cell, 80)));
  return table.toString();
}
