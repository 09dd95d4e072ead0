import pc from 'picocolors';
import { summaryOf } from '../release/releases';
import type { EndpointSituation } from '../release/status';
import { type StatusDocument, statusDocument } from '../release/status-document';
import { plainText, shortName } from './plain-text';
import { makeTable } from './report-table';
import { duration, minute, secondsBetween } from './times';

const LABEL_WIDTH = 11;

const line = (label: string, text: string) => `  ${pc.dim(label.padEnd(LABEL_WIDTH))} ${text}`;

/** What is live, whether it is well, what a rollback would cost, and what is wrong: one screen. */
export function statusText(situation: EndpointSituation): string {
  const document = statusDocument(situation);
  return [
    heading(document, situation.now),
    ...(document.live === null ? [] : ['', variants(document.live), '']),
    line('endpoint', endpointText(document)),
    line('change', changeText(document)),
    line('pin', pinText(document)),
    line('approval', approvalText(document)),
    line('rollback', rollbackText(document, situation)),
    '',
    ...findings(document),
  ].join('\n');
}

function heading({ live, endpointName }: StatusDocument, now: Date): string {
  const name = pc.bold(plainText(endpointName));
  if (live === null) return `${name}: no release is live`;
  const ago = duration(secondsBetween(live.since, now));
  const by = plainText(live.requestedBy ?? 'unknown');
  return [
    `${name}: release ${pc.bold(String(live.release))} is live since ${minute(live.since)} (${ago})`,
    line('by', by),
    line('why', `${live.operation}${live.reason === null ? '' : `: ${plainText(live.reason)}`}`),
  ].join('\n');
}

function variants(live: NonNullable<StatusDocument['live']>): string {
  const table = makeTable(['role', 'version', 'requests', 'instances', 'approved']);
  for (const variant of live.variants) {
    const { share, approval } = variant;
    const approved =
      approval === null
        ? 'unknown'
        : [approval.kind, shortName(approval.by ?? undefined)].filter((part) => part !== '').join(' by ');
    table.push(
      [
        variant.role === variant.variantName ? variant.role : `${variant.role} (variant ${variant.variantName})`,
        `${variant.model} ${variant.version}`,
        share === null ? 'copies' : `${Number((100 * share).toFixed(1))} %`,
        `${variant.instances ?? '?'} × ${variant.instanceType}`,
        approved,
      ].map((cell) => plainText(cell, 80)),
    );
  }
  return table.toString();
}

function endpointText({ endpoint, alarms }: StatusDocument): string {
  const status = endpoint.status ?? 'unknown';
  const shown = status === 'InService' ? pc.green(status) : pc.yellow(plainText(status));
  if (alarms.firing === null) return `${shown}, alarms unknown`;
  const { length } = alarms.firing;
  return `${shown}, ${length === 0 ? 'no alarm is on' : pc.red(`${length} ${length === 1 ? 'alarm is' : 'alarms are'} on`)}`;
}

function changeText({ running }: StatusDocument): string {
  if (running === null) return 'none is running';
  const what = `${running.operation}${running.release === null ? '' : ` of release ${running.release}`}`;
  if (running.alive === false) {
    return pc.red(`${what}: its execution no longer runs, its lock of ${minute(running.since)} still stands`);
  }
  const asked = running.abortedBy === null ? '' : `; ${plainText(running.abortedBy)} asked to stop it`;
  const step = running.phase ?? 'running';
  return pc.yellow(`${what}, ${duration(running.seconds)} so far: ${step}${asked}`);
}

function pinText({ pin }: StatusDocument): string {
  if (pin === null) return 'none';
  const why = pin.reason === null ? '' : `: ${plainText(pin.reason)}`;
  return pc.yellow(
    `only a rollback may change it, since ${minute(pin.since)}, by ${plainText(pin.by ?? 'unknown')}${why}`,
  );
}

function approvalText({ approval }: StatusDocument): string {
  return approval === 'NOT_REQUIRED'
    ? pc.yellow('not required: whoever may promote needs nobody else')
    : 'by another principal than the author';
}

function rollbackText({ rollback }: StatusDocument, situation: EndpointSituation): string {
  const target = situation.rollback[0]?.release;
  if (rollback === null || target === undefined) return pc.yellow('there is no earlier release');
  const to = `to release ${rollback.release} (${plainText(summaryOf(target), 80)})`;
  if (rollback.ready === false) return pc.red(`${to} is not possible: see below`);
  const unseen = rollback.ready === null ? '; whether all it needs is there is unknown' : '';
  return `${to}: ${costText(rollback)}${unseen}`;
}

/** `seconds (warm, median 2.1 s of 3)`. */
export function costText({
  kind,
  seconds,
  samples,
}: {
  kind: string;
  seconds: number | null;
  samples: number;
}): string {
  if (kind === 'none') return 'it serves already';
  const how = kind === 'warm' ? 'it is warm, only traffic moves' : 'cold, a fleet is launched';
  if (seconds === null) return `${kind === 'warm' ? 'seconds' : 'minutes'}; ${how}, never measured here`;
  return `about ${duration(seconds)}; ${how}, median of ${samples}`;
}

function findings({ findings: found }: StatusDocument): readonly string[] {
  if (found.length === 0) return [`  ${pc.green('Nothing is wrong.')}`];
  return found.flatMap(({ severity, what, remedy }) => [
    `  ${severity === 'critical' ? pc.red('✗') : pc.yellow('!')} ${plainText(what)}`,
    `    ${plainText(remedy)}`,
  ]);
}
