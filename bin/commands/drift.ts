import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { Option } from 'commander';
import { CaptureScanner, type RowBatch, type ScanSummary } from '../../lambda/capture';
import {
  makeSketch,
  type PreparedBaseline,
  prepareBaseline,
  readBaseline,
  SketchMerger,
  timeOf,
  WindowCounter,
  WindowEvaluator,
} from '../../lambda/drift';
import { reportPage } from '../../lambda/report';
import type { DriftReport } from '../../lib/contract';
import { earlierReports } from '../readers/earlier-reports';
import { type ByteObserver, fileBytes } from '../readers/file-bytes';
import { type DataFormat, dataFiles, dataFormat } from '../readers/open-data';
import { readTable } from '../readers/read-table';
import { Progress } from '../terminal/progress';
import { reportTable } from '../terminal/report-table';
import { OutputFile } from '../writers/output-file';
import { addDriftBackfill } from './drift-backfill';
import { addDriftShow } from './drift-show';
import { ExitCode } from './exit-codes';

interface CompareOptions {
  readonly baseline: string;
  readonly current: string;
  readonly json?: string;
  readonly html?: string;
  readonly history?: string;
  readonly failOn?: 'warning' | 'critical';
  readonly time?: string;
}

/** Adds `drift compare`. */
export function addDriftCommands(program: Command): void {
  const drift = program.command('drift').description('Compare traffic with a baseline');
  drift
    .command('compare')
    .description('Judge a file or a folder as one window, with the engine of the deployed monitor')
    .requiredOption('--baseline <file>', 'made by: production-ml baseline create')
    .requiredOption('--current <path>', 'CSV, Parquet, JSON lines or captured objects: a file or a folder')
    .option('--json <file>', 'where the report goes as JSON; - is the standard output, without the table')
    .option('--html <file>', 'where the report goes as one page that needs nothing else')
    .option('--history <folder>', 'earlier reports as JSON, for the timeline of the page')
    .option('--time <column>', 'column that holds the time of a row, for the times in the report')
    .addOption(new Option('--fail-on <severity>', 'exit with 3 at or above this').choices(['warning', 'critical']))
    .addHelpText(
      'after',
      '\nExit codes: 0 nothing at or above --fail-on, 1 input that cannot be used, 2 wrong command line,\n' +
        '3 drift at or above --fail-on, 4 --fail-on was given and there is no verdict (too few rows).',
    )
    .action(compare);
  addDriftShow(drift);
  addDriftBackfill(drift);
}

/** First and last time of the rows that were read. */
class TimeRange {
  start = Number.POSITIVE_INFINITY;
  end = Number.NEGATIVE_INFINITY;

  accept(batch: RowBatch): void {
    for (const { inferenceTime } of batch.lines) {
      const time = timeOf(inferenceTime);
      if (time < this.start) this.start = time;
      if (time > this.end) this.end = time;
    }
  }
}

async function compare(options: CompareOptions): Promise<void> {
  const files = await dataFiles(options.current);
  const read = [options.baseline, ...files.map((file) => file.path)];
  const toPrint = options.json === undefined || options.json === '-';
  const json = toPrint ? undefined : await (await OutputFile.of('--json', options.json)).apartFrom(read);
  const page =
    options.html === undefined
      ? undefined
      : await (await OutputFile.of('--html', options.html)).apartFrom(read, [json]);
  const earlier = options.history === undefined ? [] : await earlierReports(options.history);
  const text = await readFile(options.baseline, 'utf8').catch(() => undefined);
  const baseline = prepareBaseline(readBaseline(text, options.baseline));
  const progress = new Progress(
    'Reading',
    files.reduce((sum, { bytes }) => sum + bytes, 0),
  );
  const times = new TimeRange();
  const merger = new SketchMerger();
  for (const { path } of files) {
    const format = await dataFormat(path);
    const hash = createHash('sha256');
    const observer = { hash, onBytes: (bytes: number) => progress.add(bytes) };
    const counter = new WindowCounter(baseline.plan, baseline.columns);
    const scan = await readInto(path, format, baseline, [counter, times], observer, options.time);
    const source = { objectKey: path, etag: hash.digest('hex'), baselineId: baseline.document.id };
    merger.add(makeSketch(source, scan, counter));
  }
  progress.end();
  const now = new Date().toISOString();
  const isoOr = (time: number) => (Number.isFinite(time) ? new Date(time).toISOString() : now);
  const totals = merger.totals();
  const report = new WindowEvaluator(baseline).evaluate(totals, {
    window: { start: isoOr(times.start), end: isoOr(times.end), revision: 0 },
    evaluatedAt: now,
  });
  await page?.write(reportPage({ report, baseline: baseline.document, totals, earlier }));
  await json?.write(`${JSON.stringify(report, undefined, 2)}\n`);
  console.log(options.json === '-' ? JSON.stringify(report, undefined, 2) : reportTable(report));
  process.exitCode = exitCode(report, options.failOn);
}

async function readInto(
  path: string,
  format: DataFormat,
  { plan }: PreparedBaseline,
  sinks: readonly { accept(batch: RowBatch): void }[],
  observer: ByteObserver,
  time: string | undefined,
): Promise<ScanSummary> {
  if (format === 'captured') {
    const scanner = new CaptureScanner(plan, sinks, { objectKey: path, identities: true });
    for await (const chunk of fileBytes(path, observer)) scanner.push(chunk);
    return scanner.end();
  }
  const table = await readTable({ path, format, observer, time }, plan, sinks);
  const unreadable = Object.entries(table.unreadable);
  const badLineCount = unreadable.reduce((sum, [, count]) => sum + count, 0);
  const badLines = Object.fromEntries(unreadable.map(([reason, lines]) => [reason, { lines, examples: [] }]));
  return {
    lines: table.rows + badLineCount,
    rows: table.rows,
    badLineCount,
    badLines,
    rowsWithoutOutput: 0,
    slowLines: 0,
    bytes: 0,
  };
}

function exitCode({ verdict }: DriftReport, failOn: CompareOptions['failOn']): number {
  if (failOn === undefined) return ExitCode.OK;
  if (verdict === 'INSUFFICIENT_DATA' || verdict === 'INCOMPLETE') return ExitCode.NO_VERDICT;
  const reached = verdict === 'CRITICAL' || verdict === 'EMERGENCY' || (failOn === 'warning' && verdict === 'WARNING');
  return reached ? ExitCode.DRIFT : ExitCode.OK;
}
