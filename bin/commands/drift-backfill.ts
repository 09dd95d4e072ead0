import { readFile } from 'node:fs/promises';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { S3Client } from '@aws-sdk/client-s3';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { ListedObject } from '../../lambda/aws/documents';
import { EndpointMetrics } from '../../lambda/aws/endpoint-metrics';
import { inParallel } from '../../lambda/aws/in-parallel';
import { parseUri } from '../../lambda/aws/object-store';
import { S3Documents } from '../../lambda/aws/s3-documents';
import { S3ObjectStore } from '../../lambda/aws/s3-object-store';
import { matchedBefore, nextAlarmState } from '../../lambda/decide';
import {
  type PreparedBaseline,
  prepareBaseline,
  readBaseline,
  SketchMerger,
  WindowEvaluator,
} from '../../lambda/drift';
import { coverageOf } from '../../lambda/handlers/drift-evaluate/coverage';
import type { Span } from '../../lambda/handlers/drift-evaluate/request';
import { capturedIn } from '../../lambda/handlers/drift-evaluate/window-sketches';
import { capturePlace, type DriftAlarmState, type DriftMonitorDeployment, type DriftReport } from '../../lib/contract';
import { driftDeployment } from '../aws/drift-deployment';
import { reportsBetween, type StoredDriftReport } from '../aws/drift-reports';
import { sketchCaptured } from '../readers/captured-object';
import { makeTable, verdict } from '../terminal/report-table';
import { coverageText, movedNames, windowText } from '../terminal/window-table';
import { type EndpointOptions, inAccount, withEndpoint } from './endpoint-options';
import { KeptReports } from './kept-reports';

interface BackfillOptions extends EndpointOptions {
  readonly variant?: string;
  readonly from: Date;
  readonly to: Date;
  readonly baseline?: string;
  readonly out?: string;
}

/** What the command calls. */
const RIGHTS =
  'to read the SSM parameters of the endpoint, what its drift monitor captured and reported, the baseline, and the metrics of CloudWatch';

const HOUR = 3_600_000;
const OBJECTS_AT_ONCE = 4;
const MAX_WINDOWS = 1000;

function utc(text: string): Date {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Date.parse(text);
  if (Number.isNaN(time) || time % HOUR !== 0) {
    throw new InvalidArgumentError('expected a day such as 2026-11-01, or a whole hour such as 2026-11-01T06:00Z.');
  }
  return new Date(time);
}

/** Adds `drift backfill`. */
export function addDriftBackfill(drift: Command): void {
  withEndpoint(drift.command('backfill'))
    .description('Judge past windows again, against another baseline: what would the monitor have said?')
    .requiredOption('--from <time>', 'start of the first window, in UTC', utc)
    .requiredOption('--to <time>', 'end of the last window, in UTC', utc)
    .option('--variant <name>', 'needed only where several variants are watched')
    .option('--baseline <file>', 'a local file, or s3://bucket/key; default: the one that is deployed')
    .option(
      '--out <folder>',
      'where the report on each window is kept; a window that has one there, of the same baseline and policy, is not read again',
    )
    .addHelpText(
      'after',
      '\nThe engine of the monitor runs here, over the captured objects: neither its reports nor its alarms change.\n' +
        'Exit codes: 0 done, 1 input that cannot be used, 2 wrong command line.',
    )
    .action((options: BackfillOptions) => inAccount(options, RIGHTS, () => backfill(options)));
}

async function backfill(options: BackfillOptions): Promise<void> {
  const deployment = await driftDeployment(options.endpoint, options.variant);
  const windows = windowsOf(options, deployment);
  const client = new S3Client({});
  const documents = new S3Documents(client);
  const baseline = await loadBaseline(options.baseline, deployment, documents);
  const before = await reportsBetween(documents, deployment, options.from, options.to);
  const judging = {
    deployment,
    baseline,
    evaluator: new WindowEvaluator(baseline, { policy: deployment.policy }),
    documents,
    objects: new S3ObjectStore(client),
    metrics: new EndpointMetrics(new CloudWatchClient({}), deployment),
    evaluatedAt: new Date().toISOString(),
  };
  const kept =
    options.out === undefined ? undefined : await KeptReports.in(options.out, deployment, baseline.document.id);
  const reports: DriftReport[] = [];
  let alarms: DriftAlarmState | undefined;
  for (const [index, window] of windows.entries()) {
    if (process.stderr.isTTY) process.stderr.write(`\rWindow ${index + 1} of ${windows.length}`);
    const judgeNow = () => judgeWindow(window, alarms, judging);
    const report = kept === undefined ? await judgeNow() : await kept.of(window, judgeNow);
    alarms = nextAlarmState(alarms, report, deployment.policy.mutes).state;
    reports.push(report);
  }
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[2K');
  if (options.json) for (const report of reports) console.log(JSON.stringify(report));
  else console.log(comparison(reports, before));
}

function windowsOf({ from, to }: BackfillOptions, { windowHours }: DriftMonitorDeployment): readonly Span[] {
  const length = windowHours * HOUR;
  const count = (to.getTime() - from.getTime()) / length;
  if (from.getTime() % length !== 0 || !Number.isInteger(count) || count < 1 || count > MAX_WINDOWS) {
    throw new RangeError(
      `--from and --to must span 1 to ${MAX_WINDOWS} windows of ${windowHours} hours, beginning where windows begin.`,
    );
  }
  return Array.from({ length: count }, (_, index) => {
    const start = from.getTime() + index * length;
    return { start: new Date(start), end: new Date(start + length) };
  });
}

async function loadBaseline(
  given: string | undefined,
  { baseline }: DriftMonitorDeployment,
  documents: S3Documents,
): Promise<PreparedBaseline> {
  const place = given === undefined ? baseline : parseUri(given);
  const name = given ?? `s3://${baseline.bucket}/${baseline.key}`;
  const text =
    place === undefined
      ? await readFile(given ?? '', 'utf8').catch(() => undefined)
      : (await documents.read(place))?.body.toString('utf8');
  return prepareBaseline(readBaseline(text, name));
}

interface Judging {
  readonly deployment: DriftMonitorDeployment;
  readonly baseline: PreparedBaseline;
  readonly evaluator: WindowEvaluator;
  readonly documents: S3Documents;
  readonly objects: S3ObjectStore;
  readonly metrics: EndpointMetrics;
  readonly evaluatedAt: string;
}

async function judgeWindow(
  { start, end }: Span,
  alarms: DriftAlarmState | undefined,
  { deployment, baseline, evaluator, documents, objects, metrics, evaluatedAt }: Judging,
): Promise<DriftReport> {
  const listed = await capturedIn({ start, end }, { settings: deployment, documents });
  const merger = new SketchMerger();
  const signal = new AbortController().signal;
  await inParallel(sorted(listed), OBJECTS_AT_ONCE, async (object) => {
    const version = await objects.find(object, signal);
    // Expired since it was listed: there is nothing to count.
    const sketch = version && (await sketchCaptured(version, objects, baseline, signal));
    if (sketch !== undefined) merger.add(sketch);
  });
  const totals = merger.totals();
  const window = { start: start.toISOString(), end: end.toISOString(), revision: 0 };
  const { id: digest, source } = baseline.document;
  return evaluator.evaluate(totals, {
    window,
    evaluatedAt,
    endpointName: deployment.endpointName,
    modelVersion: deployment.modelVersion,
    coverage: coverageOf(totals.lines, await metrics.invocations(start, end), deployment.samplingPercentage),
    matchedBefore: matchedBefore(alarms, window, { digest, source }),
  });
}

const sorted = (objects: readonly ListedObject[]) =>
  objects.filter(({ key }) => capturePlace(key) !== undefined).sort((a, b) => (a.key < b.key ? -1 : 1));

function comparison(reports: readonly DriftReport[], before: ReadonlyMap<string, StoredDriftReport>): string {
  const table = makeTable(['window (UTC)', 'rows', 'coverage', 'said then', 'says now', 'moved now']);
  let changed = 0;
  for (const report of reports) {
    const then = before.get(report.window.start)?.report.verdict;
    if (then !== undefined && then !== report.verdict) changed += 1;
    table.push([
      windowText(report),
      report.rows.toLocaleString('en'),
      coverageText(report),
      then === undefined ? 'not judged' : verdict(then),
      verdict(report.verdict),
      movedNames(report),
    ]);
  }
  const judged = reports.filter(({ window }) => before.has(window.start)).length;
  return `${table}\n${changed} of ${judged} verdicts that were given then are others now.`;
}
