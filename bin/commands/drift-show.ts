import { S3Client } from '@aws-sdk/client-s3';
import type { Command } from 'commander';
import { S3Documents } from '../../lambda/aws/s3-documents';
import { plainName } from '../../lambda/decide';
import type { DriftAlarmState } from '../../lib/contract';
import { DeploymentNotFoundError } from '../aws/deployment-records';
import { driftDeployment } from '../aws/drift-deployment';
import { lastReports, type StoredDriftReport, standingAlarms } from '../aws/drift-reports';
import { reportTable } from '../terminal/report-table';
import { windowTable } from '../terminal/window-table';
import { OutputFile } from '../writers/output-file';
import { type EndpointOptions, inAccount, withEndpoint } from './endpoint-options';
import { countUpTo } from './option-values';

interface ShowOptions extends EndpointOptions {
  readonly variant?: string;
  readonly last: number;
  readonly html?: string;
}

/** What the command calls. */
const RIGHTS = 'to read the SSM parameters of the endpoint, and the reports of its drift monitor';

const MOST_WINDOWS = 1000;

/** Adds `drift show`. */
export function addDriftShow(drift: Command): void {
  withEndpoint(drift.command('show'))
    .description('Show what the deployed monitor of an endpoint says: newest report, last windows, standing alarms')
    .option('--variant <name>', 'needed only where several variants are watched')
    .option('--last <n>', 'how many windows the timeline shows', countUpTo(MOST_WINDOWS), 14)
    .option('--html <file>', 'where to save the newest report as a page')
    .action((options: ShowOptions) => inAccount(options, RIGHTS, () => show(options)));
}

async function show(options: ShowOptions): Promise<void> {
  const page = options.html === undefined ? undefined : await OutputFile.of('--html', options.html);
  const deployment = await driftDeployment(options.endpoint, options.variant);
  const documents = new S3Documents(new S3Client({}));
  const [reports, alarms] = await Promise.all([
    lastReports(documents, deployment, options.last),
    standingAlarms(documents, deployment),
  ]);
  const [newest] = reports;
  if (newest === undefined) {
    throw new DeploymentNotFoundError(
      `The monitor of ${options.endpoint} has judged no window yet. The first is judged 20 minutes after its end; a window has ${deployment.windowHours} hours.`,
    );
  }
  if (page !== undefined) await savePage(documents, newest, page);
  if (options.json) {
    console.log(JSON.stringify(newest.report, undefined, 2));
    return;
  }
  console.log(reportTable(newest.report));
  if (reports.length > 1) console.log(`\n${windowTable(reports.map(({ report }) => report))}`);
  console.log(`\n${standing(alarms)}`);
  console.log(`Report: s3://${newest.bucket}/${newest.key}`);
  if (newest.pageKey !== undefined) console.log(`Page:   s3://${newest.bucket}/${newest.pageKey}`);
}

async function savePage(
  documents: S3Documents,
  { bucket, key, pageKey }: StoredDriftReport,
  file: OutputFile,
): Promise<void> {
  const page = pageKey === undefined ? undefined : await documents.read({ bucket, key: pageKey });
  if (page === undefined) {
    throw new DeploymentNotFoundError(
      `There is no page beside s3://${bucket}/${key}: the metric DriftPageFailures and the evaluator's log say whether it failed; --json shows the report.`,
    );
  }
  await file.write(page.body);
}

function standing(alarms: DriftAlarmState | undefined): string {
  const open = alarms?.open ?? [];
  if (open.length === 0) return 'No alarm stands.';
  return [
    'Alarms that stand:',
    ...open.map(({ name, verdict, test, since, mutedUntil }) => {
      const muted = mutedUntil === undefined ? '' : `, muted until ${mutedUntil}`;
      return `  ${verdict} ${plainName(name)} (${test}) since ${since}${muted}`;
    }),
  ].join('\n');
}
