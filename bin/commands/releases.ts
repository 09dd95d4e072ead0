import type { Command } from 'commander';
import { type LedgerView, viewOf } from '../release/change-report';
import type { Operator } from '../release/operator';
import { OperatorError } from '../release/operator-error';
import { type DescribedRelease, releaseDiff } from '../release/release-diff';
import { diffText, historyText, listText, showText } from '../terminal/releases-text';
import { type EndpointOptions, type OpenEndpoint, onEndpoint, printJson, withEndpoint } from './endpoint-options';
import { countUpTo, releaseNumber } from './option-values';

interface ListOptions extends EndpointOptions {
  readonly last: number;
}

/** Version of what these commands print with `--json`. */
const SCHEMA_VERSION = 1;
const MOST = 1000;
const EXIT_CODES =
  '\nExit codes: 0 done, 1 no such endpoint or release, no rights or no connection, 2 wrong command line.';

/** Adds `releases list`, `show`, `diff` and `history`. */
export function addReleasesCommands(program: Command, operator: Operator): void {
  const releases = program.command('releases').description('What was live, what changed, and what became of it');
  const add = (command: string, description: string) =>
    withEndpoint(releases.command(command)).description(description).addHelpText('after', EXIT_CODES);
  add('list', 'The latest releases, newest first')
    .option('--last <count>', 'how many', countUpTo(MOST), 20)
    .action((options: ListOptions) => list(options, operator));
  add('show', 'Everything about one release')
    .argument('<release>', 'its number', releaseNumber)
    .action((number: number, options: EndpointOptions) => show(number, options, operator));
  add('diff', 'What changed from one release to another')
    .argument('<before>', 'number of a release', releaseNumber)
    .argument('<after>', 'number of a release', releaseNumber)
    .action((before: number, after: number, options: EndpointOptions) => diff(before, after, options, operator));
  add('history', 'Every event of the endpoint, newest first: locks, calls, refusals, pins')
    .option('--last <count>', 'how many', countUpTo(MOST), 50)
    .action((options: ListOptions) => history(options, operator));
}

async function list(options: ListOptions, operator: Operator): Promise<void> {
  await onEndpoint(operator, options, async (open) => {
    const view = await viewOf(open.access);
    const latest = [...view.history.releases.values()].sort((a, b) => b.number - a.number).slice(0, options.last);
    if (!options.json) {
      operator.terminal.print(listText(latest, view));
      return;
    }
    const releases = latest.map((release) => withOutcome(release.number, view));
    printJson(operator, { schemaVersion: SCHEMA_VERSION, ...of(open), live: view.head?.live ?? null, releases });
  });
}

async function show(number: number, options: EndpointOptions, operator: Operator): Promise<void> {
  await onEndpoint(operator, options, async (open) => {
    const view = await viewOf(open.access);
    const described = await describe(number, view, open);
    if (!options.json) {
      operator.terminal.print(showText(described, view));
      return;
    }
    const manifests = Object.fromEntries(described.manifests);
    const settings = described.settings ?? null;
    const { release, outcome } = withOutcome(number, view);
    printJson(operator, { schemaVersion: SCHEMA_VERSION, ...of(open), release, outcome, manifests, settings });
  });
}

async function diff(one: number, other: number, options: EndpointOptions, operator: Operator): Promise<void> {
  await onEndpoint(operator, options, async (open) => {
    const view = await viewOf(open.access);
    const [before, after] = await Promise.all([describe(one, view, open), describe(other, view, open)]);
    const differences = releaseDiff(before, after);
    if (!options.json) {
      operator.terminal.print(diffText(before, after, differences));
      return;
    }
    const document = { schemaVersion: SCHEMA_VERSION, ...of(open), before: one, after: other, differences };
    printJson(operator, document);
  });
}

async function history(options: ListOptions, operator: Operator): Promise<void> {
  await onEndpoint(operator, options, async (open) => {
    const events = await open.access.ledger.events(options.last);
    if (options.json) printJson(operator, { schemaVersion: SCHEMA_VERSION, ...of(open), events });
    else operator.terminal.print(historyText(events));
  });
}

const of = ({ deployment }: OpenEndpoint) => ({ endpointName: deployment.endpointName });

function withOutcome(number: number, { history: { releases, outcomes } }: LedgerView) {
  return { release: releases.get(number), outcome: outcomes.get(number) ?? null };
}

async function describe(number: number, { history }: LedgerView, { access }: OpenEndpoint): Promise<DescribedRelease> {
  const release = history.releases.get(number);
  if (release === undefined) {
    const numbers = [...history.releases.keys()].sort((a, b) => a - b);
    const range = numbers.length === 0 ? 'no release' : `${numbers[0]} to ${numbers.at(-1)}`;
    throw new OperatorError(`The ledger of this endpoint has no release ${number}; it has ${range}.`);
  }
  const { settingsSha256 } = release;
  const wanted = [...new Set(release.variants.map(({ model }) => model.manifestSha256))];
  const [settings, ...found] = await Promise.all([
    settingsSha256 === undefined ? undefined : access.ledger.settings(settingsSha256),
    ...wanted.map(async (sha256) => [sha256, await access.ledger.manifest(sha256)] as const),
  ]);
  const manifests = new Map(
    found.flatMap(([sha256, manifest]) => (manifest === undefined ? [] : [[sha256, manifest]])),
  );
  return { release, settings, manifests };
}
