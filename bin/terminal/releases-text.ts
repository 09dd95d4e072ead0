import pc from 'picocolors';
import type { LedgerEvent, Release } from '../../lib/contract';
import type { LedgerView } from '../release/change-report';
import { type DescribedRelease, type Difference, factsOfManifest } from '../release/release-diff';
import { byDuty, type ReleaseStanding, standingOf, summaryOf, versionOf } from '../release/releases';
import { plainText, shortName } from './plain-text';
import { makeTable } from './report-table';
import { duration, minute } from './times';

const LONGEST_CELL = 60;

const COLOURS: Readonly<Record<ReleaseStanding, (text: string) => string>> = {
  LIVE: pc.green,
  REFUSED: pc.yellow,
  ROLLED_BACK: pc.red,
  ABORTED: pc.yellow,
  INTERRUPTED: pc.red,
  STRANDED: pc.red,
  UNFINISHED: pc.cyan,
};

const cell = (text: string | number | undefined) => plainText(String(text ?? ''), LONGEST_CELL);

/** Releases as a table; the one that serves is marked. */
export function listText(latest: readonly Release[], { head, history }: LedgerView): string {
  if (latest.length === 0) return 'The ledger has no release yet.';
  const table = makeTable(['release', 'made', 'what became of it', 'version', 'why', 'by', 'took']);
  for (const release of latest) {
    const { number, cause, createdAt, restores } = release;
    const standing = standingOf(number, history);
    const seconds = history.outcomes.get(number)?.transitionSeconds;
    const became = number === head?.live ? pc.bold(pc.green('LIVE, serves now')) : COLOURS[standing](standing);
    const why = [cause.operation, restores === undefined ? '' : `to ${restores}`, cause.reason ?? ''];
    table.push([
      number === head?.live ? pc.bold(`→ ${number}`) : `  ${number}`,
      cell(minute(createdAt)),
      became,
      cell(summaryOf(release)),
      cell(why.filter((part) => part !== '').join(' ')),
      cell(shortName(cause.requestedBy)),
      seconds === undefined ? '' : duration(seconds),
    ]);
  }
  return table.toString();
}

/** One release: cause, outcome, variants, and where each version comes from. */
export function showText({ release, manifests }: DescribedRelease, { head, history }: LedgerView): string {
  const { number, cause, previous, restores } = release;
  const outcome = history.outcomes.get(number);
  const row = (label: string, text: string | undefined) =>
    text === undefined || text === '' ? [] : [`  ${pc.dim(label.padEnd(14))} ${plainText(text)}`];
  const standing = standingOf(number, history);
  const serves = number === head?.live ? ', serves now' : '';
  return [
    `Release ${pc.bold(String(number))} of ${plainText(release.endpointName)}: ${COLOURS[standing](standing)}${serves}`,
    ...row('made', minute(release.createdAt)),
    ...row('by', cause.requestedBy),
    ...row('why', [cause.operation, cause.reason].filter((part) => part !== undefined).join(': ')),
    ...row('live before', previous === undefined ? undefined : String(previous)),
    ...row('brings back', restores === undefined ? undefined : String(restores)),
    ...row('ended', outcome && minute(outcome.at)),
    ...row('because', outcome?.reason),
    ...row('took', outcome?.transitionSeconds === undefined ? undefined : duration(outcome.transitionSeconds)),
    ...row('configuration', release.endpointConfigName),
    ...row('execution', cause.executionArn),
    ...byDuty(release).flatMap(({ duty, variant }) => {
      const { model } = variant;
      const approval = release.approvals.find(({ manifestSha256 }) => manifestSha256 === model.manifestSha256);
      const approved = [approval?.kind ?? 'unknown', approval?.by].filter((part) => part !== undefined).join(' by ');
      const manifest = manifests.get(model.manifestSha256);
      return [
        '',
        `  ${pc.bold(duty)} ${plainText(versionOf(variant))}`,
        ...row(
          'variant',
          `${variant.variantName}, weight ${variant.weight}, ${variant.instanceCount} × ${variant.instanceType}`,
        ),
        ...row('approved', approved),
        ...row('image', model.image),
        ...row('artifact', model.artifactUri),
        ...row('SHA-256', model.artifactSha256),
        ...row(
          'manifest',
          `${model.manifestSha256}${manifest === undefined ? ', which the ledger does not have' : ''}`,
        ),
        ...[...factsOfManifest(manifest)].flatMap(([what, text]) => row(what, text)),
      ];
    }),
  ].join('\n');
}

/** What changed, by what it is of. */
export function diffText(
  before: DescribedRelease,
  after: DescribedRelease,
  differences: readonly Difference[],
): string {
  const unknown = [before, after].flatMap(({ release, manifests }) =>
    byDuty(release)
      .filter(({ variant }) => !manifests.has(variant.model.manifestSha256))
      .map(
        ({ variant }) =>
          `The ledger has no manifest of ${plainText(versionOf(variant), 160)} (release ${release.number}).`,
      ),
  );
  const remarks = [...new Set(unknown)];
  const [one, other] = [before.release.number, after.release.number];
  if (differences.length === 0) {
    return [...remarks, `Releases ${one} and ${other} serve the same with the same settings.`].join('\n');
  }
  const table = makeTable(['of', 'what', `release ${one}`, `release ${other}`]);
  for (const { of, what, before: was, after: is } of differences) table.push([of, what, was, is].map(cell));
  return [...remarks, table.toString()].join('\n');
}

/** Events of an endpoint, one a line. */
export function historyText(events: readonly LedgerEvent[]): string {
  if (events.length === 0) return 'Nothing has happened yet.';
  const table = makeTable(['when', 'request', 'event', 'release', 'detail']);
  for (const { at, operation, event, release, detail } of events) {
    table.push(
      [cell(at.replace(/\.\d+Z$/, 'Z')), operation, event, cell(release), plainText(detail ?? '', 120)].map(String),
    );
  }
  return table.toString();
}
