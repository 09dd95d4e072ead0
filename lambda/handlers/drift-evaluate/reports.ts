import {
  DRIFT_REPORT_SCHEMA_VERSION,
  type DriftMonitorSettings,
  type DriftReport,
  driftPageKey,
  driftReportFolder,
} from '../../../lib/contract';
import type { Documents } from '../../aws/documents';
import { inParallel } from '../../aws/in-parallel';
import { uriOf } from '../../aws/object-store';

const INPUTS = 'inputs';
const EVALUATION = 'evaluation';
const READS_AT_ONCE = 8;

/** A revision of a window's report as it is stored. */
export interface StoredReport {
  readonly key: string;
  readonly report: DriftReport;
  /** Digest of all it was made of. */
  readonly inputs: string;
  /** Whether alarms, metrics and event have followed. */
  readonly announced: boolean;
}

const digits = (revision: number) => String(revision).padStart(4, '0');

/** The reports of one monitor: revisions are only ever added, each by exactly one evaluation. */
export class Reports {
  /** @param evaluation names this call of the evaluator, so that a repeated write is known as its own */
  constructor(
    private readonly settings: DriftMonitorSettings,
    private readonly documents: Documents,
    private readonly evaluation: string,
  ) {}

  /** The newest revision. @throws Error where it cannot be read */
  async latest(window: { readonly start: string; readonly end: string }): Promise<StoredReport | undefined> {
    const { bucket } = this.settings.data;
    const keys = (await this.documents.list(bucket, driftReportFolder(this.settings, window))).map(({ key }) => key);
    const key = keys
      .filter((one) => /\/revision-\d{4,}\.json$/.test(one))
      .sort()
      .at(-1);
    if (key === undefined) return undefined;
    const stored = await this.documents.read({ bucket, key });
    if (stored === undefined) return undefined;
    const report = parseReport(stored.body.toString('utf8'), uriOf({ bucket, key }));
    return { key, report, inputs: stored.metadata[INPUTS] ?? '', announced: keys.includes(announcementOf(key)) };
  }

  /** @returns undefined where another evaluation has written this revision. */
  async add(report: DriftReport, inputs: string): Promise<StoredReport | undefined> {
    const { bucket, keyArn: kmsKeyArn } = this.settings.data;
    const key = `${driftReportFolder(this.settings, report.window)}revision-${digits(report.window.revision)}.json`;
    const metadata = { [INPUTS]: inputs, [EVALUATION]: this.evaluation };
    const settings = { kmsKeyArn, contentType: 'application/json', metadata, onlyIf: 'absent' } as const;
    const written = await this.documents.write({ bucket, key }, `${JSON.stringify(report)}\n`, settings);
    // The client repeats a write whose answer was lost, and then finds its own.
    const own = written || (await this.documents.read({ bucket, key }))?.metadata[EVALUATION] === this.evaluation;
    return own ? { key, report, inputs, announced: false } : undefined;
  }

  /** The last reports before a window, in windows of its length. What cannot be read is left out and told. */
  async before(
    window: { readonly start: string; readonly end: string },
    count: number,
    warn: (message: string, details: object) => void,
  ): Promise<readonly DriftReport[]> {
    const start = Date.parse(window.start);
    const length = Date.parse(window.end) - start;
    const iso = (time: number) => new Date(time).toISOString();
    const windows = Array.from({ length: count }, (_, index) => {
      return { start: iso(start - (index + 1) * length), end: iso(start - index * length) };
    });
    const found = await inParallel(windows, READS_AT_ONCE, (one) =>
      this.latest(one).catch((error: unknown) => {
        warn('A report left out of the timeline', { window: one, error: String(error) });
        return undefined;
      }),
    );
    return found.flatMap((stored) => (stored === undefined ? [] : [stored.report]));
  }

  /** Puts the page beside its report. */
  async addPage({ key }: StoredReport, page: string): Promise<void> {
    const { bucket, keyArn: kmsKeyArn } = this.settings.data;
    const settings = { kmsKeyArn, contentType: 'text/html; charset=utf-8' };
    await this.documents.write({ bucket, key: driftPageKey(key) }, page, settings);
  }

  async markAnnounced({ key }: StoredReport): Promise<void> {
    const { bucket, keyArn: kmsKeyArn } = this.settings.data;
    const settings = { kmsKeyArn, contentType: 'text/plain' };
    await this.documents.write({ bucket, key: announcementOf(key) }, this.evaluation, settings);
  }
}

function announcementOf(reportKey: string): string {
  return reportKey.replace(/revision-(\d+)\.json$/, 'announced-$1');
}

function parseReport(text: string, uri: string): DriftReport {
  let report: DriftReport | undefined;
  try {
    report = JSON.parse(text) as DriftReport;
  } catch {
    // Told below.
  }
  if (report?.schemaVersion === DRIFT_REPORT_SCHEMA_VERSION) return report;
  throw new Error(
    `${uri} is no report of schema version ${DRIFT_REPORT_SCHEMA_VERSION}. Restore an earlier version of the object, or delete it to have the window judged again.`,
  );
}
