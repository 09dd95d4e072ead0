import type { Documents } from '../../lambda/aws/documents';
import {
  DRIFT_REPORT_SCHEMA_VERSION,
  type DriftAlarmState,
  type DriftMonitorDeployment,
  type DriftReport,
  driftPageKey,
  driftReportsPrefix,
  driftStateKey,
} from '../../lib/contract';

/** A report as it lies in the bucket. */
export interface StoredDriftReport {
  readonly report: DriftReport;
  readonly bucket: string;
  readonly key: string;
  /** Key of its page; a report of an earlier version of the monitor has none. */
  readonly pageKey?: string;
}

type Reading = Pick<Documents, 'list' | 'read'>;

const REVISION = /^(.*\/)revision-(\d{4,})\.json$/;

/** The newest revision of the last windows, newest window first. */
export async function lastReports(
  documents: Reading,
  deployment: DriftMonitorDeployment,
  count: number,
): Promise<readonly StoredDriftReport[]> {
  const places = await newestRevisions(documents, deployment);
  const newest = places.slice(-count).reverse();
  return Promise.all(newest.map((place) => readReport(documents, place)));
}

/** The newest revision of each window of a span, by the start of the window. */
export async function reportsBetween(
  documents: Reading,
  deployment: DriftMonitorDeployment,
  start: Date,
  end: Date,
): Promise<ReadonlyMap<string, StoredDriftReport>> {
  const places = await newestRevisions(documents, deployment);
  const inside = places.filter(({ key }) => {
    const begin = startOf(key.slice(driftReportsPrefix(deployment).length));
    return begin >= start.getTime() && begin < end.getTime();
  });
  const stored = await Promise.all(inside.map((place) => readReport(documents, place)));
  return new Map(stored.map((one) => [one.report.window.start, one]));
}

/** Which alarms stand; undefined before the first window. */
export async function standingAlarms(
  documents: Reading,
  deployment: DriftMonitorDeployment,
): Promise<DriftAlarmState | undefined> {
  const stored = await documents.read({ bucket: deployment.dataBucket, key: driftStateKey(deployment) });
  return stored === undefined ? undefined : (JSON.parse(stored.body.toString('utf8')) as DriftAlarmState);
}

type Place = Omit<StoredDriftReport, 'report'>;

/** One place a window, in the order of the windows. */
async function newestRevisions(documents: Reading, deployment: DriftMonitorDeployment): Promise<readonly Place[]> {
  const { dataBucket: bucket } = deployment;
  const keys = new Set((await documents.list(bucket, driftReportsPrefix(deployment))).map(({ key }) => key));
  const newest = new Map<string, Place>();
  for (const key of [...keys].sort()) {
    const folder = REVISION.exec(key)?.[1];
    const pageKey = driftPageKey(key);
    if (folder !== undefined) newest.set(folder, { bucket, key, pageKey: keys.has(pageKey) ? pageKey : undefined });
  }
  return [...newest.values()];
}

/** `yyyy/mm/dd/hh-…` */
function startOf(place: string): number {
  const [, date, hour] = /^(\d{4}\/\d{2}\/\d{2})\/(\d{2})-/.exec(place) ?? [];
  return Date.parse(`${(date ?? '').replaceAll('/', '-')}T${hour}:00:00Z`);
}

async function readReport(documents: Reading, place: Place): Promise<StoredDriftReport> {
  const { bucket, key } = place;
  const stored = await documents.read({ bucket, key });
  const report = stored && (JSON.parse(stored.body.toString('utf8')) as DriftReport);
  if (report?.schemaVersion !== DRIFT_REPORT_SCHEMA_VERSION) {
    throw new RangeError(
      `s3://${bucket}/${key} has schema version ${String(report?.schemaVersion)}; this command reads ${DRIFT_REPORT_SCHEMA_VERSION}. Use the version of production-ml that the stack was deployed with.`,
    );
  }
  return { ...place, report };
}
